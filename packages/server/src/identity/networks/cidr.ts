import { BlockList, isIP } from 'node:net'
import { networkInvalid } from './network-errors.ts'

const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/**
 * An address in its one form: IPv6 compressed in lower case (RFC 5952), IPv4 that came as IPv6 (RFC 4291 §2.5.5.2) as IPv4. Undefined for what
 * is no address, an address with a zone included.
 */
export function plainAddress(text: string): string | undefined {
  const family = isIP(text)
  if (family === 4) return text
  if (family !== 6 || text.includes('%')) return undefined
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [, high, low] = MAPPED.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

/** A network as PostgreSQL's `cidr` writes it. Throws `network_invalid`: bits beyond the prefix mean that somebody meant something else. */
export function readCidr(text: string): string {
  const [host = '', prefix, more] = text.split('/')
  const address = plainAddress(host)
  const wrong = (detail: string) => networkInvalid(detail, { where: { pointer: '/network' } })
  if (address === undefined || more !== undefined)
    throw wrong('expected an address or a network in CIDR form')
  const whole = isIP(address) === 4 ? 32 : 128
  const given =
    prefix === undefined ? (isIP(host) === 6 ? 128 : 32) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
  // A mapped network is one of IPv4, with 96 bits less.
  const bits = isIP(host) === 6 && whole === 32 ? given - 96 : given
  if (bits < 0 || bits > whole) throw wrong(`a prefix of such an address has 0 to ${whole} bits`)
  if (bits === 0) throw wrong('a network that holds everybody is no list')
  if (hostBits(address, bits))
    throw wrong('bits beyond the prefix are set: write the first address of the network')
  return `${address}/${bits}`
}

function hostBits(address: string, bits: number): boolean {
  const bytes = bytesOf(address)
  return bytes.some((byte, i) => {
    const kept = Math.min(8, Math.max(0, bits - i * 8))
    return (byte & (0xff >> kept)) !== 0
  })
}

function bytesOf(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [head = '', tail] = address.split('::')
  const words = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16))
  const [front, back] = [words(head), words(tail ?? '')]
  const gap = tail === undefined ? 0 : 8 - front.length - back.length
  return [...front, ...Array<number>(gap).fill(0), ...back].flatMap((word) => [word >> 8, word & 255])
}

/** Some networks, to ask whether an address is in one of them. */
export class NetworkSet {
  readonly #list = new BlockList()

  constructor(networks: Iterable<string>) {
    for (const network of networks) {
      const [address = '', bits = ''] = network.split('/')
      this.#list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
    }
  }

  /** What is no address is in no network. */
  has(text: string): boolean {
    const address = plainAddress(text)
    return address !== undefined && this.#list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
}
