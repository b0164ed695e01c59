import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { isReservedName } from '../names.ts'
import type { Path, Position, Problem } from '../problem.ts'
import { readText } from './read-text.ts'
import { ALIAS, DIRECTIVE, MAX_DEPTH, TAG, TOO_DEEP, yamlProblem } from './yaml-problems.ts'

/** A YAML document as plain data, with the way back to where each value stands. */
export interface YamlSource {
  readonly value: unknown
  /** Position of the value at a path; of its nearest ancestor when the value is not written. */
  readonly at: (path: Path) => Position
  /** Position of the last key of a path. */
  readonly atKey: (path: Path) => Position
}

const MAX_NODES = 50_000
const MAX_REPORTED = 100

type Report = (offset: number, code: string, message: string, fix: string) => void

/**
 * Reads one YAML 1.2 document, core schema. Refused with their position: syntax errors, duplicate keys, anchors and aliases (bombs),
 * tags, directives, several documents, keys that are not text, names that mean something to JavaScript, absurd depth or number of nodes.
 * Undefined when the document cannot be read; duplicate keys alone leave something to check further.
 */
export function readYaml(bytes: Uint8Array, file: string, problems: Problem[]): YamlSource | undefined {
  const text = readText(bytes, file, problems)
  if (text === undefined) return undefined
  const lines = new LineCounter()
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  let unreadable = false
  let reported = 0
  const report: Report = (offset, code, message, fix) => {
    unreadable ||= code !== 'duplicate_key'
    if (reported++ >= MAX_REPORTED) return
    problems.push({ code, severity: 'error', file, ...position(offset), message, fix })
  }
  const contents = parse(text, lines, report)
  if (contents !== undefined && !unreadable) refuseTricks(contents.node, report)
  if (contents === undefined || unreadable) return undefined
  const find = nodeFinder(contents.node)
  return {
    value: contents.toJS(),
    at: (path) => position(find(path).value),
    atKey: (path) => position(find(path).key),
  }
}

function parse(text: string, lineCounter: LineCounter, report: Report) {
  if (/^%/m.test(text.split(/^---/m)[0] ?? '')) {
    report(0, DIRECTIVE.code, DIRECTIVE.message, DIRECTIVE.fix)
  }
  // uniqueKeys compares every key with every other: a minute for a megabyte of them. They are checked below instead.
  const doc = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter,
    prettyErrors: false,
    strict: true,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'error',
  })
  const deep = doc.errors.findLast((e) => e.code === 'RESOURCE_EXHAUSTION')
  const found = deep === undefined ? [...doc.errors, ...doc.warnings] : [deep]
  for (const e of found) {
    const { code, message, fix } = yamlProblem(e.code)
    report(e.pos[0], code, message, fix)
  }
  return deep === undefined
    ? { node: doc.contents, toJS: () => doc.toJS({ maxAliasCount: 0 }) as unknown }
    : undefined
}

function refuseTricks(contents: ParsedNode | null, report: Report): void {
  let nodes = 0
  visit(contents, (_, node, ancestors) => {
    if (!isNode(node)) return undefined
    const at = node.range?.[0] ?? 0
    if (++nodes > MAX_NODES) {
      report(
        at,
        'yaml_too_large',
        `The document has more than ${MAX_NODES} values.`,
        'Take out what is not policy.',
      )
      return visit.BREAK
    }
    if (ancestors.filter((a) => !isPair(a)).length > MAX_DEPTH) {
      report(at, TOO_DEEP.code, TOO_DEEP.message, TOO_DEEP.fix)
      return visit.BREAK
    }
    if (isAlias(node)) report(at, ALIAS.code, ALIAS.message, ALIAS.fix)
    else if (node.anchor !== undefined) {
      report(at, 'yaml_anchor', 'Anchors are not allowed.', `Delete "&${node.anchor}".`)
    }
    if (node.tag !== undefined) report(at, TAG.code, TAG.message, TAG.fix)
    if (isMap(node)) checkKeys(node, report)
    return undefined
  })
}

function checkKeys(map: YAMLMap, report: Report): void {
  const seen = new Set<string>()
  for (const { key } of map.items) {
    if (!isScalar(key)) continue
    const name = String(key.value)
    const at = key.range?.[0] ?? 0
    if (seen.has(name))
      report(at, 'duplicate_key', `"${name}" is already written above.`, 'Keep one of the two.')
    if (isReservedName(name))
      report(at, 'name_reserved', `"${name}" cannot be a name.`, 'Choose another name.')
    seen.add(name)
  }
}

type Found = { readonly value: number; readonly key: number }

/** Walks to a path; maps are indexed once, so that many problems in a large file stay cheap. */
function nodeFinder(root: ParsedNode | null): (path: Path) => Found {
  const indexes = new WeakMap<YAMLMap, Map<string, YAMLMap['items'][number]>>()
  const pairOf = (map: YAMLMap, name: string) => {
    const index =
      indexes.get(map) ?? new Map(map.items.map((p) => [isScalar(p.key) ? String(p.key.value) : '', p]))
    indexes.set(map, index)
    return index.get(name)
  }
  const offset = (node: unknown, otherwise: number): number =>
    isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise
  return (path) => {
    let node: unknown = root
    let value = offset(root, 0)
    let key = value
    for (const step of path) {
      if (isMap(node)) {
        const pair = pairOf(node, String(step))
        if (pair === undefined) break
        key = offset(pair.key, key)
        node = pair.value
        value = offset(node, key)
      } else if (isNode(node) && 'items' in node) {
        node = (node.items as unknown[])[Number(step)]
        value = offset(node, value)
        key = value
      } else break
    }
    return { value, key }
  }
}
