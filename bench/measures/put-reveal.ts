import { type LoadRequest, runLoad } from '../load.ts'
import { compare, type Measure } from '../measure.ts'
import type { World } from '../world.ts'
import { CONNECTIONS, putRevealRequests } from './put-reveal-requests.ts'

/** Put and reveal over HTTP at concurrency 64 against the baseline's INSERT and SELECT, turn by turn on one PostgreSQL. */
export async function putReveal(world: World, rounds: number, seconds: number): Promise<Measure[]> {
  const { put, reveal, plainPut, plainRead } = putRevealRequests()
  const { azukari, plain, key } = world
  const ours = (next: () => LoadRequest) => runLoad(azukari.url, key, CONNECTIONS, { seconds }, next)
  const base = (next: () => LoadRequest) => runLoad(plain.url, undefined, CONNECTIONS, { seconds }, next)
  // Warm-up, not counted: compiled code, filled caches, grown files.
  await ours(put)
  await base(plainPut)
  const puts: { ours: number; base: number }[] = []
  const reveals: { ours: number; base: number }[] = []
  for (let i = 0; i < rounds; i++) {
    puts.push({ base: (await base(plainPut)).perSecond, ours: (await ours(put)).perSecond })
    reveals.push({ base: (await base(plainRead)).perSecond, ours: (await ours(reveal)).perSecond })
  }
  return [
    compare('put, concurrency 64', 'requests/s', puts, 'baseline: Fastify + one plaintext INSERT'),
    compare(
      'reveal, concurrency 64',
      'requests/s',
      reveals,
      'baseline: Fastify + one plaintext SELECT, no log',
    ),
  ]
}
