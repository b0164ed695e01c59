import { useTexts } from './language.tsx'
import type { Both, Same } from './texts.ts'

const en = {
  pwd: 'password',
  totp: 'authenticator app',
  otp: 'authenticator app',
  passkey: 'passkey',
  hwk: 'passkey',
  swk: 'synced passkey',
  recovery: 'recovery code',
} as const
const ja: Same<typeof en> = {
  pwd: 'パスワード',
  totp: '認証アプリ',
  otp: '認証アプリ',
  passkey: 'パスキー',
  hwk: 'パスキー',
  swk: '同期されるパスキー',
  recovery: '回復コード',
}
export const factorTexts: Both<typeof en> = { en, ja }

// They say something about the others: that there were several, and that a passkey asked for its PIN or finger.
const BESIDE = new Set(['mfa', 'user'])

/** What somebody proved who they are with, or can: factors of ours and methods of a session (RFC 8176), in words. One that a company's sign-on tells stays as it is told. */
export function useFactorNames(): (factors: readonly string[]) => string {
  const names: Readonly<Record<string, string>> = useTexts(factorTexts)
  return (factors) =>
    factors
      .filter((factor) => !BESIDE.has(factor))
      .map((factor) => (Object.hasOwn(names, factor) ? names[factor] : factor))
      .join(' + ')
}
