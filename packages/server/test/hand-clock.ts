import type { Clock } from '../src/platform/clock.ts'

/** A clock in the test's hand; it stands still. */
export class HandClock implements Clock {
  ms: number
  constructor(ms: number) {
    this.ms = ms
  }
  now = (): number => this.ms
}
