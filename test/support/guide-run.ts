/** A guide whose blocks are run one after another, as they stand, in a folder of its own with the command within reach. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { COMMAND, newFolder } from './cli.ts'
import type { Ran, Workplace } from './cli.ts'

export interface GuideRun {
  readonly place: Workplace
  /** Takes the next block in that language, `sh` by default, which has `part` in its first line. */
  readonly next: (part: string, language?: string) => string
  /** How many blocks of shell have not been taken yet. */
  readonly left: () => number
  /** Runs lines of shell, with the server that runs at the guide's address. */
  readonly ran: (lines: string) => Ran
  /** The same, of lines that end with exit code 0, or with `exit`. */
  readonly ok: (lines: string, exit?: number) => Ran
  /** Makes an executable file of these lines. */
  readonly script: (name: string, lines: string) => void
  /** Starts `accord-ledger serve …` as the guide has it, at a port that is free, and publishing at once. Gives its address. */
  readonly start: (line: string) => Promise<string>
  /** Stops the server, if one runs. */
  readonly stop: () => Promise<void>
}

/** Begins to run the guide in `file`, in which the log is at `address`. */
export function guideRun(file: string, address: string): GuideRun {
  const place = newFolder()
  const blocks = [...blocksOf(readFileSync(file, 'utf8'))]
  let server: { readonly child: ChildProcess; readonly url: string } | null = null
  const env = {
    ...process.env,
    PATH: `${place.path('bin')}:${process.env['PATH'] ?? ''}`,
    ACCORD_LEDGER_PINS: place.path('pins'),
  }

  function ran(lines: string): Ran {
    const here = lines.replaceAll(address, server?.url ?? address)
    const options = { cwd: place.folder, encoding: 'utf8', env } as const
    const { stdout, stderr, status } = spawnSync('sh', ['-ec', here], options)
    return { out: stdout, err: stderr, exit: status }
  }

  function script(name: string, lines: string): void {
    writeFileSync(place.path(name), `#!/bin/sh\n${lines}\n`)
    chmodSync(place.path(name), 0o755)
  }

  mkdirSync(place.path('bin'))
  script('bin/accord-ledger', `exec '${process.execPath}' '${COMMAND}' "$@"`)
  return {
    place,
    ran,
    script,
    next: (part, language = 'sh') => {
      const at = blocks.findIndex((block) => block.language === language)
      const [block] = blocks.splice(at, 1)
      expect(block?.text.split('\n')[0]).toContain(part)
      return block?.text ?? ''
    },
    left: () => blocks.filter(({ language }) => language === 'sh').length,
    ok: (lines, exit = 0) => {
      const result = ran(lines)
      expect([lines, result.exit, result.exit === exit ? '' : result]).toEqual([lines, exit, ''])
      return result
    },
    start: async (line) => {
      const publishing = line.includes('--operator') ? '--publish-every 1' : ''
      const more = `--port 0 ${publishing} --log none --json`
      const child = spawn('sh', ['-ec', `exec ${line.trim()} ${more}`], {
        cwd: place.folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit').then(() => {
        throw new Error(`it ended: ${line}`)
      })
      const [said] = await Promise.race([once(child.stdout, 'data'), ended])
      const { url }: { readonly url: string } = JSON.parse(String(said))
      ended.catch(() => {})
      server = { child, url }
      return url
    },
    stop: async () => {
      const running = server
      server = null
      if (running === null || running.child.exitCode !== null) return
      running.child.kill('SIGTERM')
      const [exit] = await once(running.child, 'exit')
      expect(exit).toBe(0)
    },
  }
}

interface Block {
  readonly language: string
  readonly text: string
}

/** The fenced blocks of a guide, also of those in lists. */
function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^( *)```(\w+)\n([^]*?)^\1```$/gm)].map(
    ([, indent = '', language = '', block = '']) => ({
      language,
      text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}
