import { type LoadRequest, runLoad } from '../load.ts'
import { compare, type Measure } from '../measure.ts'
import type { World } from '../world.ts'

const CONNECTIONS = 64

const fields = (n: number) => ({
  'buyer.email': `buyer${n}@mail.example`,
  'buyer.name': '山田 花子',
  'recipient.name': '山田 花子',
  'recipient.line1': '中央1丁目2-3',
  'recipient.line2': 'メゾン中央 405号室',
  'recipient.city': '千代田区',
  'recipient.stateOrRegion': '東京都',
  'recipient.postalCode': '100-0001',
  'recipient.countryCode': 'JP',
  'recipient.phone': '03-1234-5678',
})

const purchased = new Date(Date.now() - 86_400_000).toISOString()

/** Put and reveal over HTTP at concurrency 64 against the baseline's INSERT and SELECT, turn by turn on one PostgreSQL. */
export async function putReveal(world: World, rounds: number, seconds: number): Promise<Measure[]> {
  let made = 0
  let plainMade = 0
  const put = (): LoadRequest => {
    const n = made++
    const events = [{ event: 'purchased', at: purchased }]
    return {
      method: 'PUT',
      path: `/v1/collections/orders/records/o-${n}`,
      body: JSON.stringify({ fields: fields(n), events }),
    }
  }
  const plainPut = (): LoadRequest => {
    const n = plainMade++
    return { method: 'PUT', path: `/plain/o-${n}`, body: JSON.stringify({ fields: fields(n) }) }
  }
  const asked = JSON.stringify({
    purpose: 'fulfilment',
    fields: ['recipient.name', 'recipient.line1', 'recipient.city'],
  })
  const reveal = (): LoadRequest => {
    const n = Math.floor(Math.random() * (made - CONNECTIONS))
    return { method: 'POST', path: `/v1/collections/orders/records/o-${n}/reveal`, body: asked }
  }
  const plainRead = (): LoadRequest => {
    const n = Math.floor(Math.random() * (plainMade - CONNECTIONS))
    return { method: 'POST', path: `/plain/o-${n}/read`, body: '{}' }
  }
  const { azukari, plain, key } = world
  const ours = (next: () => LoadRequest) => runLoad(azukari.url, key, CONNECTIONS, seconds, next)
  const base = (next: () => LoadRequest) => runLoad(plain.url, undefined, CONNECTIONS, seconds, next)
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
