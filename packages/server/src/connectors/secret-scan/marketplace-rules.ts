import type { rules } from '@secretlint/secretlint-rule-preset-recommend'
import { isSecretText } from '../../identity/index.ts'

export interface ScanRule {
  readonly id: string
  readonly rule: (typeof rules)[number]
}

interface Form {
  /** Stable; what the finding is called by. */
  readonly id: string
  readonly says: string
  readonly pattern: RegExp
  /** Sorts out what only looks like one. */
  readonly is?: (text: string) => boolean
}

// Login with Amazon: forms as its documents and its API show them. `|` may be percent-encoded in a URL.
const TOKEN = '(?:\\||%7[Cc])[A-Za-z0-9_\\-+/=%]{20,}'
const FORMS: readonly Form[] = [
  {
    id: 'lwa-client-secret',
    says: 'a client secret of Login with Amazon',
    pattern: /amzn1\.oa2-cs\.v1\.[0-9A-Za-z]{32,}/g,
  },
  {
    id: 'lwa-client-id',
    says: 'a client id of Login with Amazon: no secret, but half of one',
    pattern: /amzn1\.application-oa2-client\.[0-9a-f]{32}/g,
  },
  { id: 'lwa-refresh-token', says: 'a refresh token', pattern: new RegExp(`\\bAtzr${TOKEN}`, 'g') },
  { id: 'lwa-access-token', says: 'an access token', pattern: new RegExp(`\\bAtza${TOKEN}`, 'g') },
  {
    id: 'restricted-data-token',
    says: 'a restricted data token of the marketplace',
    pattern: new RegExp(`\\bAtz\\.sprdt${TOKEN}`, 'g'),
  },
  ...(['azk', 'azs', 'azc'] as const).map((prefix) => ({
    id: `azukari-${prefix}`,
    says: { azk: 'a key of a service', azs: 'a set-up token', azc: 'a provisioning token' }[prefix],
    pattern: new RegExp(`\\b${prefix}_[0-9A-Za-z]{49}\\b`, 'g'),
    is: (text: string) => isSecretText(prefix, text),
  })),
]

/** The marketplace's tokens and our own, as rules for the scanner. Our own are told from chance by their checksum. */
export const marketplaceRules: readonly ScanRule[] = FORMS.map(({ id, says, pattern, is }) => {
  const messages = { FOUND: { en: () => says } }
  return {
    id: `@azukari/${id}`,
    rule: {
      messages,
      meta: { id: `@azukari/${id}`, type: 'scanner', recommended: true, supportedContentTypes: ['text'] },
      create(context) {
        const translate = context.createTranslator(messages)
        return {
          file({ content }) {
            for (const match of content.matchAll(pattern)) {
              if (is && !is(match[0])) continue
              const range = [match.index, match.index + match[0].length] as const
              context.report({ message: translate('FOUND'), range })
            }
          },
        }
      },
    },
  }
})
