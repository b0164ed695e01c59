import type { Sql } from '../../platform/db.ts'
import type { CollectionModel, PolicyModel, RetentionModel } from '../model.ts'

/** A retention rule of a class, from this version on. */
export interface PastRule {
  readonly version: number
  readonly retention: RetentionModel | null
}

export interface ClassRules {
  /** In order of version. A longer period that was accepted ends what went before it. */
  readonly rules: readonly PastRule[]
  /** The version with which a longer period was last accepted for what was stored; 0: never. */
  readonly acceptedAt: number
}

/** What earlier versions of the policy still mean to what is stored. */
export interface PolicyHistory {
  /** By collection: the version since which its records are sealed the way they are now. */
  readonly sealedSince: Readonly<Record<string, number>>
  /** By `collection/class`. */
  readonly rules: Readonly<Record<string, ClassRules>>
}

export interface PastVersion {
  readonly version: number
  readonly accepted: readonly string[]
  readonly region: string
  readonly collections: PolicyModel['collections']
}

/** The history up to and with a version. */
export async function readHistory(sql: Sql, upTo: number): Promise<PolicyHistory> {
  const versions = await sql.query<PastVersion & object>(
    {
      text: `SELECT v.version, p.accepted, v.model->>'region' AS region, v.model->'collections' AS collections
             FROM policy.version v JOIN policy.proposal p ON p.id = v.proposal WHERE v.version <= $1 ORDER BY v.version`,
    },
    [upTo],
  )
  return historyOf(versions)
}

/** Pure; versions in order. */
export function historyOf(versions: readonly PastVersion[]): PolicyHistory {
  const sealedSince: Record<string, number> = {}
  const shapes = new Map<string, string>()
  const rules = new Map<string, { rules: PastRule[]; acceptedAt: number }>()
  for (const past of versions) {
    // A collection that was away for a version comes back with another shape: its records are sealed anew.
    for (const name of shapes.keys()) if (!Object.hasOwn(past.collections, name)) shapes.delete(name)
    for (const collection of Object.values(past.collections)) {
      const shape = shapeOf(past.region, collection)
      if (shapes.get(collection.name) !== shape) {
        shapes.set(collection.name, shape)
        sealedSince[collection.name] = past.version
      }
      for (const group of collection.groups) {
        for (const cls of group.classes) addRule(rules, `${collection.name}/${cls}`, past, group.retention)
      }
    }
  }
  return { sealedSince, rules: Object.fromEntries(rules) }
}

function addRule(
  rules: Map<string, { rules: PastRule[]; acceptedAt: number }>,
  path: string,
  { version, accepted }: PastVersion,
  retention: RetentionModel | null,
): void {
  const known = rules.get(path)
  const isAccepted =
    accepted.includes(`retention-lengthened:${path}`) || accepted.includes(`retention-removed:${path}`)
  if (!known || isAccepted) {
    rules.set(path, { rules: [{ version, retention }], acceptedAt: known ? version : 0 })
  } else if (ruleText(known.rules.at(-1)?.retention ?? null) !== ruleText(retention)) {
    known.rules.push({ version, retention })
  }
}

/** The rules that bind a record stored first under version `born`: all that were in force since. The one in force now is the last. */
export function bindingRules({ rules }: PolicyHistory, path: string, born: number): readonly PastRule[] {
  const all = Object.hasOwn(rules, path) ? (rules[path]?.rules ?? []) : []
  const from = all.findLastIndex((rule) => rule.version <= born)
  return from <= 0 ? all : all.slice(from)
}

/** Without its class list: two groups under one rule differ in nothing that a clock reads. */
function ruleText(retention: RetentionModel | null): string {
  if (retention === null) return ''
  const { classes: _, ...rest } = retention
  return stable(rest)
}

/** Everything that decides how a record is sealed: cells, groups, clocks, tags. Types, masks and sizes do not. */
function shapeOf(region: string, { fields, groups, subjects }: CollectionModel): string {
  const sealed = fields.map((f) => [f.name, f.class, f.search, f.normalise]).sort(byName)
  const clocks = groups.map((g) => [g.key, ruleText(g.retention)])
  const phone = fields.some((f) => f.normalise === 'phone') ? region : ''
  return stable([phone, sealed, clocks, subjects])
}

const byName = ([a = '']: readonly string[], [b = '']: readonly string[]) => (a < b ? -1 : a > b ? 1 : 0)

/** JSON with members in the order of their names: the same text for the same value, wherever it was read from. */
const stable = (value: unknown): string =>
  JSON.stringify(value, (_, v) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )
