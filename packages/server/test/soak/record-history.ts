/** A change that raises a record's version by one: a put, with the token that all its values carry, or an event. */
export type Effect = { readonly kind: 'put'; readonly token: string } | { readonly kind: 'event' }

/** A put whose answer never came, and which its Idempotency-Key lets us ask about. */
export interface OpenPut {
  readonly token: string
  readonly key: string
  readonly body: unknown
  readonly ifMatch: number | undefined
}

/** What a look at a record found; `token` is undefined when its fields do not belong to one put. */
export type Seen =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly version: number; readonly token: string | undefined }

/** What the client knows of one record, from answers alone. Kept in the soak's own process, which nobody kills. */
export class RecordHistory {
  readonly id: string
  /** What was acknowledged, by the version it was answered with. */
  readonly acknowledged = new Map<number, Effect>()
  /** Sent, and no answer that says what became of it. */
  unknown: Effect[] = []
  openPuts: OpenPut[] = []
  /** `perhaps`: a delete was sent and not answered. */
  destroyed: 'no' | 'perhaps' | 'yes' = 'no'
  /** What a look at rest found: nothing before it is open any more. */
  settled: { readonly version: number; readonly token: string } | undefined
  /** Values that reveals answered, by version. */
  readonly revealed = new Map<number, string>()

  constructor(id: string) {
    this.id = id
  }

  /** Highest version that anybody was told of. */
  get floor(): number {
    return Math.max(this.settled?.version ?? 0, ...this.acknowledged.keys())
  }

  /** Notes an acknowledged change; answers what is wrong with it, if anything. */
  acknowledge(version: number, effect: Effect): string | undefined {
    const before = this.acknowledged.get(version)
    if (before !== undefined)
      return `version ${version} was acknowledged twice: ${say(before)}, then ${say(effect)}`
    if (this.settled !== undefined && version <= this.settled.version) {
      return `version ${version} was acknowledged after version ${this.settled.version} had been seen at rest`
    }
    this.acknowledged.set(version, effect)
    const seen = this.revealed.get(version)
    if (effect.kind === 'put' && seen !== undefined && seen !== effect.token) {
      return `version ${version} was revealed as ${seen} and acknowledged as ${effect.token}`
    }
    return undefined
  }

  /** Notes a reveal's answer. `floor` is what was acknowledged before the reveal was sent. */
  reveal(version: number, token: string | undefined, floor: number): string | undefined {
    if (token === undefined) return `version ${version} was revealed with fields of different puts`
    if (version < floor) return `version ${version} was revealed after version ${floor} had been acknowledged`
    const effect = this.acknowledged.get(version)
    const known = effect?.kind === 'put' ? effect.token : this.revealed.get(version)
    if (known !== undefined && known !== token)
      return `version ${version} was revealed as ${token}; it is ${known}`
    this.revealed.set(version, token)
    return undefined
  }

  /** Takes what a look at rest found for the truth from now on; `judge` has passed it. */
  settle(seen: Seen): void {
    this.unknown = []
    this.openPuts = []
    this.revealed.clear()
    if (seen.kind === 'absent') {
      this.destroyed = 'yes'
      return
    }
    this.destroyed = 'no'
    this.settled = { version: seen.version, token: seen.token ?? '' }
    this.acknowledged.clear()
  }

  describe(): string {
    const acknowledged = [...this.acknowledged].sort(([a], [b]) => a - b).map(([v, e]) => `${v}=${say(e)}`)
    const settled = this.settled ? `settled ${this.settled.version}=${this.settled.token}; ` : ''
    return `${settled}acknowledged ${acknowledged.join(' ') || 'nothing'}; unknown ${this.unknown.map(say).join(' ') || 'nothing'}; destroyed ${this.destroyed}`
  }
}

const say = (effect: Effect) => (effect.kind === 'put' ? effect.token : 'event')
