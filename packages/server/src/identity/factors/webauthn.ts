/** For the library, which wants plain bytes of their own memory. */
export const bytesOf = (buffer: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer)

/**
 * The challenge that a browser says it answers; empty where it says none, and where the page stood in a frame of another site (WebAuthn §5.8.1, crossOrigin): none of
 * ours is shown in one. It counts for nothing until it was judged, and the signature covers all that the browser says.
 */
export function challengeOf(clientDataJson: string): Buffer {
  try {
    const { challenge, crossOrigin } = JSON.parse(
      Buffer.from(clientDataJson, 'base64url').toString('utf8'),
    ) as Record<string, unknown>
    const own = crossOrigin === undefined || crossOrigin === false
    return own && typeof challenge === 'string' ? Buffer.from(challenge, 'base64url') : Buffer.alloc(0)
  } catch {
    return Buffer.alloc(0)
  }
}

/** Methods of RFC 8176: a key in hardware or one that syncs, and that its holder was verified. */
export const passkeyMethods = (backedUp: boolean): readonly string[] => [backedUp ? 'swk' : 'hwk', 'user']
