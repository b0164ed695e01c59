import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type ClientAddress = (request: IncomingMessage) => string

/**
 * Tells a request's client address. Without declared proxies it is the peer of the connection and no header can change it. With them
 * (addresses or CIDR ranges), `X-Forwarded-For` is read from its end for as long as the hop before is a declared proxy; what is not an
 * address ends the walk.
 */
export function clientAddress(proxies: readonly string[] = []): ClientAddress {
  if (proxies.length === 0) return peerOf
  const declared = blockList(proxies)
  return (request) => {
    let address = peerOf(request)
    const header = request.headers['x-forwarded-for']
    if (header === undefined) return address
    const hops = (Array.isArray(header) ? header.join(',') : header).split(',')
    while (isDeclared(declared, address)) {
      const hop = plain(hops.pop()?.trim() ?? '')
      if (isIP(hop) === 0) break
      address = hop
    }
    return address
  }
}

/** Tells whether a request's connection is that of a declared proxy. */
export function throughProxy(proxies: readonly string[] = []): (request: IncomingMessage) => boolean {
  const declared = blockList(proxies)
  return (request) => isDeclared(declared, peerOf(request))
}

function peerOf(request: IncomingMessage): string {
  return plain(request.socket.remoteAddress ?? '')
}

/** An IPv4 address that came over an IPv6 socket, as IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

function isDeclared(declared: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && declared.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function blockList(proxies: readonly string[]): BlockList {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (isIP(address) === 0) throw new TypeError('a declared proxy is not an address or a CIDR range')
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}
