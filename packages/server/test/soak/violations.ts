export interface Violation {
  readonly round: number
  readonly what: string
  readonly detail: string
}

/** What went wrong. Kept, not thrown: one round may show several things, and all of them matter. */
export class Violations {
  readonly list: Violation[] = []
  round = 0

  add(what: string, detail: string): void {
    this.list.push({ round: this.round, what, detail })
  }

  /** Something that would show many times in a round and say the same each time. */
  once(what: string, detail: string): void {
    const known = this.list.some((v) => v.round === this.round && v.what === what && v.detail === detail)
    if (!known) this.add(what, detail)
  }
}

/** Counts by name, for the summary. */
export class Counts {
  readonly byName = new Map<string, number>()

  add(name: string, count = 1): void {
    this.byName.set(name, (this.byName.get(name) ?? 0) + count)
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.byName].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}
