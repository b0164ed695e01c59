import type { LoadRequest } from '../load.ts'

export const CONNECTIONS = 64

/** Makers of requests, for Azukari and for the baseline: each put a record of its own, each read one that is there already. */
export interface PutRevealRequests {
  put(): LoadRequest
  reveal(): LoadRequest
  plainPut(): LoadRequest
  plainRead(): LoadRequest
}

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

export function putRevealRequests(): PutRevealRequests {
  let made = 0
  let plainMade = 0
  const asked = JSON.stringify({
    purpose: 'fulfilment',
    fields: ['recipient.name', 'recipient.line1', 'recipient.city'],
  })
  return {
    put() {
      const n = made++
      const events = [{ event: 'purchased', at: purchased }]
      return {
        method: 'PUT',
        path: `/v1/collections/orders/records/o-${n}`,
        body: JSON.stringify({ fields: fields(n), events }),
      }
    },
    plainPut() {
      const n = plainMade++
      return { method: 'PUT', path: `/plain/o-${n}`, body: JSON.stringify({ fields: fields(n) }) }
    },
    reveal() {
      const n = Math.floor(Math.random() * (made - CONNECTIONS))
      return { method: 'POST', path: `/v1/collections/orders/records/o-${n}/reveal`, body: asked }
    },
    plainRead() {
      const n = Math.floor(Math.random() * (plainMade - CONNECTIONS))
      return { method: 'POST', path: `/plain/o-${n}/read`, body: '{}' }
    },
  }
}
