import type { Random } from './random.ts'
import { hostileText, type Schema, valueFor } from './value-for-schema.ts'

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: Schema
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly body: { readonly type: string; readonly schema: Schema } | undefined
  /** Of every error that it declares. */
  readonly codes: ReadonlySet<string>
}

export interface FuzzRequest {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
}

/** What a caller may have at hand: good keys and others, ids that were given out. */
export interface Pool {
  readonly keys: readonly string[]
  readonly known: readonly string[]
}

/** One request to an operation: mostly as declared, often a little wrong, sometimes very. */
export function makeRequest(operation: Operation, random: Random, pool: Pool): FuzzRequest {
  const path = pathOf(operation, random, pool)
  const headers: Record<string, string> = {}
  if (random.chance(0.9))
    headers['authorization'] = `Bearer ${random.chance(0.9) ? (pool.keys[0] ?? '') : random.pick(pool.keys)}`
  if (random.chance(0.5)) headers['accept-language'] = 'ja'
  if (random.chance(0.1))
    headers['if-match'] = random.pick([
      '"1"',
      '"2"',
      '"0"',
      '*',
      'W/"1"',
      '"x"',
      '1',
      '"99999999999999999999"',
    ])
  if (random.chance(0.2))
    headers['idempotency-key'] = random.pick(['a', 'b', `k${random.below(50)}`, 'x'.repeat(300), 'sp ace'])
  if (random.chance(0.05)) headers['prefer'] = random.pick(['wait=0', 'wait=1', 'wait=-1', 'wait=x', ';;;'])
  const body = bodyOf(operation, random)
  if (body)
    headers['content-type'] = random.chance(0.96)
      ? (operation.body?.type ?? 'application/json')
      : random.pick(['text/plain', 'application/json; charset=shift_jis', 'multipart/form-data', 'x'])
  return { method: random.chance(0.99) ? operation.method : 'PATCH', path, headers, body }
}

function pathOf(operation: Operation, random: Random, pool: Pool): string {
  const known = new Map<string, string>()
  for (const parameter of operation.parameters) {
    const value =
      random.chance(0.85) && pool.known.length > 0 && !['collection', 'lang'].includes(parameter.name)
        ? random.pick(pool.known)
        : textOfValue(valueFor(parameter.schema, random, parameter.name))
    known.set(parameter.name, value)
  }
  let path = operation.path.replace(/\{([^}+]+)\+?\}/g, (_, name: string) =>
    encodeURIComponent(sound(known.get(name) ?? 'x')),
  )
  if (random.chance(0.02))
    path += random.pick(['/', '/../x', '%2e%2e/', '//', '%00', '%ff', '?x=1', '?limit=-1&limit=2'])
  const query = operation.parameters.filter((p) => p.in === 'query' && random.chance(0.3))
  if (query.length > 0)
    path += `?${query.map((p) => `${p.name}=${encodeURIComponent(sound(known.get(p.name) ?? ''))}`).join('&')}`
  return path
}

const textOfValue = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const sound = (text: string) => text.toWellFormed()

function bodyOf(operation: Operation, random: Random): Buffer | undefined {
  if (!operation.body) return random.chance(0.02) ? Buffer.from('{}') : undefined
  if (random.chance(0.02)) return undefined
  const lines = operation.body.type === 'application/x-ndjson' ? 1 + random.below(4) : 1
  const texts = Array.from({ length: lines }, () =>
    JSON.stringify(valueFor(operation.body?.schema ?? {}, random, 'body')),
  )
  return spoil(Buffer.from(texts.join('\n'), 'utf8'), random)
}

/** Sometimes what no JSON writer would write. */
function spoil(body: Buffer, random: Random): Buffer {
  if (!random.chance(0.08)) return body
  switch (random.below(7)) {
    case 0:
      return body.subarray(0, random.below(body.length + 1))
    case 1:
      return Buffer.concat([body, Buffer.from(random.pick([',', '}', '\0', 'x', '{}']))])
    case 2:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body])
    case 3:
      return Buffer.from(body.toString('utf8').replace('{', '{"fields":{},"fields":1,'))
    case 4:
      return Buffer.from('['.repeat(200) + ']'.repeat(200))
    case 5:
      return Buffer.from(body.toString('utf8').replace(/"([^"]*)"$/, '"\\ud800"'))
    default: {
      const copy = Buffer.from(body)
      if (copy.length > 0) copy[random.below(copy.length)] = random.below(256)
      return copy
    }
  }
}

/** Most of them about records, where the most can go wrong; a few to paths that there are not. */
export function randomOperation(operations: readonly Operation[], random: Random): Operation {
  const records = operations.filter((o) => o.operationId.startsWith('record.'))
  const operation = random.pick(random.chance(0.65) ? records : operations)
  return random.chance(0.01)
    ? { ...operation, path: `/v1/${encodeURIComponent(sound(hostileText(random)))}` }
    : operation
}
