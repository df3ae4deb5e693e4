/**
 * The mutants of a source file: small changes, each of which a test should notice.
 *
 *     comparison     a < b       a <= b, a >= b
 *     logic          a && b      a || b           a ?? b   a, b
 *     condition      if (a)      if (true), if (false)
 *     number         32          33, 31
 *     negation       !a          a
 *     boolean        true        false
 *     arithmetic     a + b       a - b
 *     item           [a, b]      [a], [b]
 *     statement      f(x)        nothing
 *     call           a.filter(f) a                a.some(f)   a.every(f)
 *
 * Left alone: types, what a `throw` says, and the guard of a `throw new Error`, which only a bug of
 * ours reaches (style: data that is bad gives an Either).
 */
import { parseAst } from 'vitest/node'

const COMPARED = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
}
const COUNTED = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '<<': '>>', '>>': '<<' }
const COUNTED_TOO = { '&': '|', '|': '&' }
const ASSIGNED = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=' }
const LOGIC = { '&&': '||', '||': '&&' }
const OTHER_CALL = {
  some: 'every',
  every: 'some',
  max: 'min',
  min: 'max',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  floor: 'ceil',
}
const LEFT_OUT = new Set([
  'filter',
  'slice',
  'subarray',
  'toReversed',
  'toSorted',
  'trim',
  'trimEnd',
  'trimStart',
])
/** Nodes of TypeScript that hold an expression which runs. */
const TRANSPARENT = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSInstantiationExpression',
])

/**
 * The mutants of `source`, the text of the file at `path`, in the order of their places.
 * Each: {path, line (from 1), near (that line, trimmed), from, to, nth, start, end}; `nth` counts mutants
 * that read alike, so that path, near, from, to and nth name it while the lines above it change.
 */
export function makeMutants(path, source) {
  const found = []
  const add = (node, to) => found.push({ start: node.start, end: node.end, to })
  // The one that takes its place is in no package that this workspace depends on.
  // oxlint-disable-next-line typescript/no-deprecated
  visit(parseAst(source, { lang: 'ts' }), null, add, source)
  const met = new Map()
  return found
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, to }) => {
      const from = source.slice(start, end)
      const line = source.slice(0, start).split('\n').length
      const near = source.split('\n')[line - 1].trim()
      const name = JSON.stringify([near, from, to])
      const nth = (met.get(name) ?? 0) + 1
      met.set(name, nth)
      return { path, line, near, from, to, nth, start, end }
    })
    .filter(({ from, to }) => from !== to)
}

/** The source with the mutant in it. */
export function withMutant(source, { start, end, to }) {
  return source.slice(0, start) + to + source.slice(end)
}

function visit(node, parent, add, source) {
  if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return
  if (node.type.startsWith('TS') && !TRANSPARENT.has(node.type)) return
  if (node.type === 'ThrowStatement' || node.type.startsWith('Import')) return
  MUTATIONS[node.type]?.(node, (at, to) => add(at, to), source, parent)
  const guardsABug = node.type === 'IfStatement' && throwsError(node.consequent)
  for (const [name, child] of Object.entries(node)) {
    if (name === 'typeAnnotation' && !TRANSPARENT.has(node.type)) continue
    if (name === 'typeArguments' || name === 'typeParameters' || name === 'returnType') continue
    if (guardsABug && name === 'test') continue
    for (const one of Array.isArray(child) ? child : [child]) visit(one, node, add, source)
  }
}

const text = (source, node) => source.slice(node.start, node.end)

const MUTATIONS = {
  BinaryExpression(node, add, source, parent) {
    const [left, right] = sidesOf(node, source)
    // As a condition it is forced true and forced false: the opposite adds nothing.
    const forced = parent?.test === node && /^[!=]==$/.test(node.operator)
    for (const to of forced ? [] : (COMPARED[node.operator] ?? []))
      add(node, `(${left} ${to} ${right})`)
    if (isText(node.left) || isText(node.right)) return
    const to = COUNTED[node.operator] ?? COUNTED_TOO[node.operator]
    if (to !== undefined) add(node, `(${left} ${to} ${right})`)
  },
  LogicalExpression(node, add, source) {
    const [left, right] = sidesOf(node, source)
    if (node.operator === '??') {
      add(node, `(${left})`)
      add(node, `(${right})`)
    } else add(node, `((${left}) ${LOGIC[node.operator]} (${right}))`)
  },
  AssignmentExpression(node, add, source) {
    const to = ASSIGNED[node.operator]
    if (to !== undefined) add(node, sidesOf(node, source).join(` ${to} `))
  },
  IfStatement(node, add) {
    if (throwsError(node.consequent)) return
    add(node.test, 'true')
    add(node.test, 'false')
  },
  ConditionalExpression(node, add) {
    add(node.test, 'true')
    add(node.test, 'false')
  },
  WhileStatement(node, add) {
    add(node.test, 'false')
  },
  ForStatement(node, add) {
    if (node.test !== null) add(node.test, 'false')
  },
  UnaryExpression(node, add, source) {
    if (node.operator === '!') add(node, `(${source.slice(node.start + 1, node.end)})`)
  },
  UpdateExpression(node, add, source) {
    const to = node.operator === '++' ? '--' : '++'
    add(node, node.prefix ? to + text(source, node.argument) : text(source, node.argument) + to)
  },
  Literal(node, add) {
    if (typeof node.value === 'boolean') add(node, String(!node.value))
    if (typeof node.value !== 'number') return
    add(node, String(node.value + 1))
    if (node.value > 0) add(node, String(node.value - 1))
  },
  ArrayExpression(node, add, source, parent) {
    if (node.elements.length < 2 || parent?.type === 'TSAsExpression') return
    for (const gone of node.elements) {
      const rest = node.elements.filter((one) => one !== gone)
      add(node, `[${rest.map((one) => text(source, one)).join(', ')}]`)
    }
  },
  ExpressionStatement(node, add) {
    if (node.expression.type === 'CallExpression') add(node, ';')
  },
  CallExpression(node, add, source) {
    const { callee } = node
    if (callee.type !== 'MemberExpression' || callee.computed) return
    const of = text(source, callee.object)
    const to = OTHER_CALL[callee.property.name]
    if (to !== undefined) add(node, `${of}.${to}${source.slice(callee.property.end, node.end)}`)
    if (LEFT_OUT.has(callee.property.name)) add(node, of)
  },
}

/** The texts at both sides of the operator, with the parentheses that stand around them. */
function sidesOf({ start, end, left, right, operator }, source) {
  const at = source.indexOf(operator, left.end)
  if (at > right.start) throw new Error(`no ${operator} between ${left.end} and ${right.start}`)
  return [source.slice(start, at).trimEnd(), source.slice(at + operator.length, end).trimStart()]
}

function throwsError(node) {
  const one = node.type === 'BlockStatement' && node.body.length === 1 ? node.body[0] : node
  return one.type === 'ThrowStatement' && one.argument.callee?.name === 'Error'
}

function isText(node) {
  return (
    node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')
  )
}
