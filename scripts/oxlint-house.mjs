/**
 * The house's own lint rules: what the architecture and the style ask for and no stock rule of
 * oxlint says in a line. `.oxlintrc.json` turns them on; test/house-rules.test.ts breaks each one.
 */

/** Who may import whom. Nothing imports cli but the tests of it. */
const MAY_IMPORT = {
  'packages/core': [],
  'packages/projection': ['core'],
  'packages/adapters': ['core'],
  'packages/audit': ['core', 'projection'],
  'packages/cli': ['adapters', 'audit', 'core', 'projection'],
  examples: ['adapters', 'audit', 'core', 'projection'],
  test: ['adapters', 'audit', 'core', 'examples', 'projection'],
}

/** What their tests may import besides: the laws that stores are tested by. */
const TESTS_MAY_IMPORT = { 'packages/adapters': ['audit'] }

/** These run in browsers too: nothing of Node in them. Their tests run on Node. */
const PURE = ['packages/core', 'packages/projection', 'packages/audit']

const FP_TS = ['Either', 'TaskEither', 'function', 'ReadonlyArray', 'Option'].map(
  (name) => `fp-ts/lib/${name}.js`,
)

const NODE_MODULES =
  /^(assert|buffer|child_process|crypto|events|fs|http|https|module|net|os|path|process|stream|timers|tls|url|util|worker_threads|zlib)(\/|$)/

/**
 * What is wrong with importing `source` from the file at `path`; null when nothing is. Plain scripts
 * (*.mjs) are generators and checks: they are nobody's dependency, and may use what was built.
 */
function whatIsWrong(path, source) {
  const place = Object.keys(MAY_IMPORT).find((folder) => path.includes(`/${folder}/`))
  if (place === undefined || path.endsWith('.mjs')) return null
  const isTest = place === 'test' || /\.test\.ts$|\/test-support\//.test(path)
  const own = /^@accord-ledger\/([a-z-]+)(\/.*)?$/.exec(source)
  if (own !== null) {
    if (/^\/(src|dist)(\/|$)/.test(own[2] ?? ''))
      return 'no deep import: use what the package exports'
    const allowed = isTest
      ? [...MAY_IMPORT[place], ...(TESTS_MAY_IMPORT[place] ?? [])]
      : MAY_IMPORT[place]
    return allowed.includes(own[1]) ? null : `${place} may not import ${own[1]}`
  }
  if (source.startsWith('.')) {
    if (/(^|\/)(core|projection|adapters|audit|cli)\/(src|dist)\//.test(source))
      return 'no deep import: use what the package exports'
    // A script that runs as it stands has no types to import.
    return source.endsWith('.ts') || source.endsWith('.json') || path.endsWith('.mjs')
      ? null
      : 'a relative import ends in .ts'
  }
  if (NODE_MODULES.test(source)) return 'modules of Node are imported as node:*'
  if (source.startsWith('node:') && PURE.includes(place) && !isTest)
    return `${place} runs in browsers too: no node:*`
  if (/^fp-ts(\/|$)/.test(source) && !FP_TS.includes(source))
    return `of fp-ts only ${FP_TS.join(', ')}`
  if (source.startsWith('io-ts/')) return 'io-ts is imported as io-ts'
  if (/^vitest(\/|$)/.test(source) && !isTest && !path.endsWith('/packages/audit/src/vitest.ts'))
    return 'only tests import vitest'
  if (source === 'fast-check' && !isTest && place !== 'packages/audit')
    return 'only tests and audit import fast-check'
  return null
}

const imports = {
  meta: { type: 'problem' },
  create: (context) => {
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return
      const message = whatIsWrong(context.filename.replaceAll('\\', '/'), node.source.value)
      if (message !== null) context.report({ node: node.source, message })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    }
  },
}

const noExportAll = {
  meta: { type: 'problem' },
  create: (context) => ({
    ExportAllDeclaration: (node) =>
      context.report({ node, message: 'no `export *`: a package lists its exports by hand' }),
  }),
}

/** `as` narrows what was just checked; through `unknown`, `any` or `never` it claims what nobody checked. */
const noBlindAssertion = {
  meta: { type: 'problem' },
  create: (context) => ({
    TSAsExpression: (node) => {
      const through = node.typeAnnotation.type
      if (
        ['TSAnyKeyword', 'TSNeverKeyword'].includes(through) ||
        node.expression.type === 'TSAsExpression'
      )
        context.report({ node, message: 'no `as any`, `as never` or `as unknown as`' })
    },
    TSTypeAssertion: (node) => context.report({ node, message: 'no `<T>x`' }),
  }),
}

export default {
  meta: { name: 'house' },
  rules: {
    imports,
    'no-export-all': noExportAll,
    'no-blind-assertion': noBlindAssertion,
  },
}
