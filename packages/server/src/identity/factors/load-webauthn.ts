/**
 * The WebAuthn library, loaded when first asked for: with its formats of attestation it takes 0.2 s and 24 MB, and most processes never see a
 * passkey.
 */
export const loadWebAuthn = () => import('@simplewebauthn/server')
