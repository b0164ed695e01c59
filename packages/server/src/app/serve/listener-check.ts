import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type Check, check } from '../../platform/check.ts'
import type { Why } from '../../platform/reasons.ts'
import { askPlainly, askSecurely } from './listener-probe.ts'
import type { Listener, Listeners } from './listeners.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
const isLoopback = (host: string) =>
  isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')

const DAY_MS = 86_400_000
/** Of this machine's addresses at most so many are tried from outside. */
const MOST_ADDRESSES = 4
const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const

/**
 * A7, by connecting as a stranger would: with TLS, with TLS too old, and without. A listener without TLS must not be reached by any address of this machine
 * but loopback. Says nothing of a proxy in front.
 */
export const tlsOnEveryListener = (listeners: Listeners): Check =>
  check('http.tls-on-every-listener', async ({ clock }) => {
    const all = listeners.all
    const figures = { listeners: all.length, secure: 0, loopback: 0, certificateDays: 0 }
    if (all.length === 0) return { state: 'unknown', figures, why: 'nothing listens in this process' }
    for (const listener of all) {
      const found = listener.secure ? await lookSecure(listener, clock.now()) : await lookPlain(listener)
      if (found.why !== undefined) return { state: 'violated', figures, why: found.why }
      if (listener.secure) figures.secure++
      else figures.loopback++
      figures.certificateDays = Math.floor((found.leftMs ?? 0) / DAY_MS)
    }
    return { state: 'satisfied', figures }
  })

interface Found {
  readonly why?: Why
  readonly leftMs?: number
}

async function lookSecure(listener: Listener, nowMs: number): Promise<Found> {
  const place = { host: reachable(listener.host), port: listener.port }
  const answer = await askSecurely(place)
  if (!answer) return { why: 'a listener does not come to a TLS handshake' }
  if (!['TLSv1.2', 'TLSv1.3'].includes(answer.version)) return { why: 'a listener speaks an old TLS' }
  if (await askSecurely(place, OLD)) return { why: 'a listener accepts TLS older than 1.2' }
  if ((await askPlainly(place))?.startsWith('HTTP/1.1 2')) return { why: 'a listener answers without TLS' }
  if (!/^strict-transport-security: max-age=[1-9]/im.test(answer.reply))
    return { why: 'a reply is without HSTS' }
  const leftMs = answer.certificateEndsMs - nowMs
  // Asked so that a date which cannot be read is none to come.
  return leftMs > 0 ? { leftMs } : { why: 'the certificate is past its end' }
}

async function lookPlain({ host, port }: Listener): Promise<Found> {
  if (!isLoopback(host)) return { why: 'a listener without TLS is not on a loopback address' }
  for (const address of outsideAddresses()) {
    if ((await askPlainly({ host: address, port }))?.startsWith('HTTP/1.1 2'))
      return { why: 'a listener without TLS is reached from other addresses' }
  }
  return {}
}

/** A listener on every address is asked on this machine. */
const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

const outsideAddresses = () =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => !one.internal && !one.address.startsWith('fe80:'))
    .slice(0, MOST_ADDRESSES)
    .map((one) => one.address)
