/** A git repository of signed commits, by ssh-keygen. Both start processes for every signature. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf, demand, run } from './peer.mjs'

const NAME = 'signer@accords.example'

function append(folder, records) {
  const key = join(folder, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', NAME, '-f', key])
  writeFileSync(join(folder, 'signers'), `${NAME} ${readFileSync(`${key}.pub`, 'utf8')}`)
  git(folder, 'init', '--quiet')
  for (let n = 0; n < records; n++)
    git(folder, 'commit', '--quiet', '--allow-empty', '-S', '-m', JSON.stringify(contentOf(n)))
}

function verify(folder, records) {
  const verdicts = git(folder, 'log', '--format=%G?').trimEnd().split('\n')
  demand(verdicts.length === records && verdicts.every((verdict) => verdict === 'G'))
}

function git(folder, ...words) {
  const settings = {
    'user.name': 'signer',
    'user.email': NAME,
    'gpg.format': 'ssh',
    'user.signingkey': join(folder, 'key.pub'),
    'gpg.ssh.allowedSignersFile': join(folder, 'signers'),
    'gc.auto': '0',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  return execFileSync('git', [...flags, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 1e9,
  })
}

await run({ append, verify })
