/**
 * `pnpm check:packages`: what people would install. Packs every package, lints the tarballs (publint,
 * are-the-types-wrong), installs them into an empty project and uses them there: import, require, types.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  PACKAGES,
  ROOT,
  build,
  install,
  readManifest,
  run,
  runPnpm,
  runTool,
  stop,
} from './workspace.mjs'

const QUIET = ['ignore', 'ignore', 'inherit']

install()
build()

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-packages-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

const tarballs = PACKAGES.map((name) => pack(name))
for (const { name, path } of tarballs) lint(name, path)
consume()
console.log(`${tarballs.length} packages: packed, linted, installed, imported, required, typed`)

function pack(name) {
  const to = join(folder, name)
  mkdirSync(to)
  must(
    `packing ${name}`,
    runPnpm(['pack', '--silent', '--pack-destination', to], {
      cwd: join(ROOT, 'packages', name),
      stdio: QUIET,
    }),
  )
  return { name, path: join(to, readdirSync(to)[0]) }
}

function lint(name, path) {
  must(`publint of ${name}`, runTool('publint', [path, '--strict']))
  if (entriesOf(name).length === 0) return
  const flags = [
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-emoji',
    '--no-color',
    '--quiet',
  ]
  must(`the types of ${name} (attw)`, runTool('attw', [path, ...flags]))
}

/** A project of somebody else's: the tarballs, TypeScript, and every entry point used in each way. */
function consume() {
  const project = join(folder, 'consumer')
  mkdirSync(project)
  const write = (name, text) => writeFileSync(join(project, name), `${text}\n`)
  const entries = PACKAGES.flatMap((name) => entriesOf(name))
  const root = readManifest('package.json')
  write(
    'package.json',
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: {
        ...Object.fromEntries(
          tarballs.map(({ name, path }) => [`@accord-ledger/${name}`, `file:${path}`]),
        ),
        '@types/node': versionOf('@types/node'),
        'fast-check': versionOf('fast-check'),
        typescript: root.devDependencies.typescript,
      },
    }),
  )
  const list = JSON.stringify(entries)
  write(
    'import.mjs',
    `for (const entry of ${list}) if (Object.keys(await import(entry)).length === 0) throw new Error(entry)`,
  )
  write(
    'require.cjs',
    `for (const entry of ${list}) if (Object.keys(require(entry)).length === 0) throw new Error(entry)`,
  )
  write('node.ts', useOf(entries))
  write('browser.ts', useOf(entries.filter((entry) => /core|projection|webcrypto/.test(entry))))
  write(
    'tsconfig.node.json',
    tsconfig('node.ts', {
      module: 'nodenext',
      types: ['node'],
      lib: ['es2023', 'esnext.disposable'],
    }),
  )
  write(
    'tsconfig.browser.json',
    tsconfig('browser.ts', {
      module: 'esnext',
      moduleResolution: 'bundler',
      types: [],
      lib: ['es2023', 'esnext.disposable', 'dom'],
    }),
  )

  const inside = { cwd: project }
  const flags = ['--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
  const tsc = join(project, 'node_modules/typescript/bin/tsc')
  must('installing the tarballs', run('npm', ['install', ...flags], inside))
  must('import', run(process.execPath, ['import.mjs'], inside))
  must('require', run(process.execPath, ['--no-warnings', 'require.cjs'], inside))
  for (const where of ['node', 'browser']) {
    must(
      `the types in ${where}`,
      run(process.execPath, [tsc, '-p', `tsconfig.${where}.json`], inside),
    )
  }
  const cli = join(project, 'node_modules/.bin/accord-ledger')
  must('accord-ledger --help', run(cli, ['--help'], { ...inside, stdio: QUIET }))
}

function useOf(entries) {
  return entries
    .map((entry, i) => `import * as entry${i} from '${entry}'\nvoid entry${i}`)
    .join('\n')
}

function tsconfig(file, options) {
  const compilerOptions = {
    ...options,
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
  }
  return JSON.stringify({ compilerOptions, files: [file] })
}

/** Every specifier that a package promises, but for its manifest, and what only a run of vitest can import. */
function entriesOf(name) {
  const paths = Object.keys(readManifest(`packages/${name}/package.json`).exports)
  return paths
    .filter((path) => path !== './package.json' && path !== './vitest')
    .map((path) => `@accord-ledger/${name}${path.slice(1)}`)
}

function versionOf(library) {
  const text = readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
  const line = text.split('\n').find((one) => one.replaceAll("'", '').startsWith(`  ${library}: `))
  return line.slice(line.lastIndexOf(' ') + 1)
}

function must(what, status) {
  if (status !== 0) stop(`failed: ${what}`)
}
