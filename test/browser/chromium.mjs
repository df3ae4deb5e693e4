/** Chromium without a window, as a process group of its own, with a profile and a home in a folder that is thrown away. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Pages that the library's own server gave, and no sandbox, which root may not have. Nothing beyond this machine is asked. */
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--password-store=basic',
  '--enable-logging=stderr',
]
/** Milliseconds that it has to end by itself. */
const PATIENCE = 5_000

/** The version that `browser` says it is. */
export function versionOf(browser) {
  const { error, stdout } = spawnSync(browser, ['--version'], { encoding: 'utf8' })
  if (error !== undefined) throw error
  return stdout.trim()
}

/** Opens `url` in `browser`. Whatever it writes lies below `folder`. */
export function openBrowser(browser, url, folder) {
  const home = join(folder, 'home')
  const said = join(folder, 'stderr')
  mkdirSync(home)
  const output = openSync(said, 'w')
  const places = ['CONFIG', 'CACHE', 'DATA', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, home])
  const child = spawn(browser, [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, url], {
    stdio: ['ignore', 'ignore', output],
    detached: true,
    env: { ...process.env, HOME: home, TMPDIR: home, ...Object.fromEntries(places) },
  })
  closeSync(output)
  const ended = once(child, 'exit').then(
    ([code, signal]) => `the browser ended: ${signal ?? `exit ${code}`}`,
    (error) => `the browser does not start: ${error.message}`,
  )
  return {
    /** Resolves, when it has ended, to a sentence that says how. */
    ended,
    /** The end of what it wrote: of use where the page says nothing. */
    lastWords: () =>
      readFileSync(said, 'utf8')
        .split('\n')
        .filter((line) => !/dbus/.test(line))
        .slice(-20)
        .join('\n'),
    /** Ends it and all that it started. */
    close: async () => {
      if (child.pid === undefined) return
      signalGroup(child.pid, 'SIGTERM')
      const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), PATIENCE)
      await ended
      clearTimeout(late)
      signalGroup(child.pid, 'SIGKILL')
    },
  }
}

/** Sends `signal` to what is left of the group, if anything. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
