import { BlockList, isIP } from 'node:net'
import { listenerUnavailable, plaintextListenerRefused } from './errors.ts'

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** 0 takes a free one. */
  readonly port: number
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * The address to listen on. Without TLS only a literal loopback address is taken: a name could resolve to anything. `localhost` stands
 * for 127.0.0.1.
 */
export function checkListener(host: string | undefined, secure: boolean): string {
  const address = host === undefined || host === 'localhost' ? '127.0.0.1' : host
  const family = isIP(address)
  if (!secure && (family === 0 || !loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'))) {
    throw plaintextListenerRefused('the listener has no TLS and its address is not a loopback address', {
      fix: 'give a certificate and a key, or listen on 127.0.0.1 behind a proxy that ends TLS',
    })
  }
  return address
}

/** The machine does not give the address: says which of the reasons that whoever starts it can do something about. */
export function refuseListener(cause: NodeJS.ErrnoException, host: string, port: number): never {
  const { code } = cause
  if (code === 'EADDRINUSE')
    throw listenerUnavailable(`another program listens on port ${port} of ${host}`, {
      fix: 'stop that program, or choose another port with --port; 0 takes a free one',
      cause,
    })
  if (code === 'EACCES')
    throw listenerUnavailable(`port ${port} is not for this user`, {
      fix: 'choose a port from 1024 on with --port',
      cause,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    throw listenerUnavailable(`${host} is not an address of this machine`, {
      fix: 'choose an address of this machine with --host',
      cause,
    })
  throw cause
}
