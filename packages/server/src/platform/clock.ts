/** The one source of "now" for the program: milliseconds since 1970 UTC. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that runs with the system's, shifted by `offset()` milliseconds. Only for environments created with an injected clock. */
export function shiftedClock(offset: () => number, base: Clock = systemClock): Clock {
  return { now: () => base.now() + offset() }
}
