/** For the library, which wants plain bytes of their own memory. */
export const bytesOf = (buffer: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer)

/** The challenge that a browser says it answers; empty where it says none. It counts for nothing until it was judged. */
export function challengeOf(clientDataJson: string): Buffer {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >
    return typeof challenge === 'string' ? Buffer.from(challenge, 'base64url') : Buffer.alloc(0)
  } catch {
    return Buffer.alloc(0)
  }
}

/** Methods of RFC 8176: a key in hardware or one that syncs, and that its holder was verified. */
export const passkeyMethods = (backedUp: boolean): readonly string[] => [backedUp ? 'swk' : 'hwk', 'user']
