import type { LogPromise } from '@azukari/proof'
import { Client } from './client.ts'
import { Random } from './random.ts'
import { RecordHistory } from './record-history.ts'
import { Counts, Violations } from './violations.ts'

export const COLLECTION = '/collections/orders'

const CLASSES = ['contact', 'address', 'order']
const GRANTS = [
  { action: 'put', collection: 'orders', classes: CLASSES },
  { action: 'reveal', collection: 'orders', classes: CLASSES, purpose: 'fulfilment' },
  { action: 'event', collection: 'orders' },
  { action: 'advance-deadline', collection: 'orders' },
  { action: 'delete', collection: 'orders' },
  { action: 'read-log' },
]
const SEARCH = { action: 'search', collection: 'orders', fields: ['buyer.email'], purpose: 'fulfilment' }
/** One service may search for so many different values in a day only; a round searches for some thirty. */
const ROUNDS_A_SEARCHER = 10

/** Everything the soak knows, for its whole length. It lives in the soak's own process and outlives every crash. */
export class Scene {
  readonly seed: string
  readonly directory: string
  /** In every id and every personal value that is ever sent: what must be found nowhere in the open. */
  readonly marker: string
  readonly violations = new Violations()
  readonly counts = new Counts()
  readonly records: RecordHistory[] = []
  /** Of answers that came since the log was verified last. */
  promises: LogPromise[] = []
  /** Leaves of all reveals that were answered. */
  readonly revealed = new Set<string>()
  /** Reveals of which a value came, and then the connection broke. */
  brokenReveals = 0
  /** Signed heads, kept from before each crash. */
  readonly checkpoints: string[] = []
  /** What every put says of its order: the same moment always, so that no put lies before another's. */
  readonly events = [{ event: 'purchased', at: new Date(Date.now() - 48 * 3_600_000).toISOString() }]
  key = ''
  vkey = ''
  readonly #searchers: string[] = []
  #next = 0

  constructor(seed: string, directory: string) {
    this.seed = seed
    this.directory = directory
    const random = new Random(`${seed}/marker`)
    this.marker = `zq${Array.from({ length: 14 }, () => random.between(0, 15).toString(16)).join('')}`
  }

  client(url: string): Client {
    return new Client(url, this.key)
  }

  /** A text nobody sent before. */
  token(): string {
    return `${this.marker}${(this.#next++).toString(36).padStart(6, '0')}`
  }

  newRecord(): RecordHistory {
    const record = new RecordHistory(`order ${this.token()}`)
    this.records.push(record)
    return record
  }

  keepPromise(promise: unknown): void {
    if (promise) this.promises.push(promise as LogPromise)
  }

  /** The key of the service that searches for a token, always the same: the same value searched for again counts once. */
  searcher(token: string): string {
    const number = Number.parseInt(token.slice(this.marker.length), 36)
    return this.#searchers[number % this.#searchers.length] ?? this.key
  }

  /** Redeems the set-up link of the first start, and makes services enough to search in so many rounds. */
  async setUp(url: string, setup: string, rounds: number): Promise<void> {
    const token = setup.slice(setup.indexOf('#') + 1)
    const body = { token, name: 'soak importer', grants: GRANTS }
    const { json } = await this.client(url).must({ method: 'POST', path: '/setup', body })
    this.key = String(json.key)
    const client = this.client(url)
    for (let i = 0; i < Math.ceil(rounds / ROUNDS_A_SEARCHER); i++) {
      const made = async (path: string, body: unknown) =>
        (await client.must({ method: 'POST', path, body })).json
      const { id } = await made('/services', { name: `soak searcher ${numeral(i)}` })
      await made('/grants', { principal: id, ...SEARCH })
      this.#searchers.push(String((await made(`/services/${id}/keys`, {})).key))
    }
    client.close()
  }
}

/** In letters: a name of a service has no digits at its end that look like a generic account. */
const numeral = (i: number) => String.fromCharCode(97 + (Math.floor(i / 26) % 26), 97 + (i % 26))

export const recordPath = (record: RecordHistory, more = '') =>
  `${COLLECTION}/records/${encodeURIComponent(record.id)}${more}`

/** A record's fields, in three classes and so in three cells, all of one put. */
export function fieldsOf(token: string): Record<string, unknown> {
  return {
    'recipient.name': `山田 ${token}`,
    'buyer.email': emailOf(token),
    'recipient.line1': `1-2-3 ${token}`,
    'order.status': token.slice(-6),
  }
}

export const emailOf = (token: string) => `${token}@example.jp`

/** The token that all fields carry; undefined when they do not belong together. */
export function tokenOf(fields: unknown): string | undefined {
  const { 'buyer.email': email } = fields as Record<string, unknown>
  const token = typeof email === 'string' ? email.split('@')[0] : undefined
  if (token === undefined) return undefined
  const whole = Object.entries(fieldsOf(token))
  const got = fields as Record<string, unknown>
  return whole.every(([name, value]) => got[name] === value) ? token : undefined
}
