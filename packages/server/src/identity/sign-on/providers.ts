import * as openid from 'openid-client'
import { signOnUnavailable, signOnUnknown } from '../errors.ts'
import type { SignOnProvider } from './provider.ts'

const TIMEOUT_S = 10
const CLOCKS_DIFFER_S = 30
/** After so long a provider is asked again what it says of itself: keys and addresses change. */
const BELIEVED_MS = 3_600_000

interface Found {
  readonly configuration: openid.Configuration
  readonly untilMs: number
}

/** The declared providers, with what each publishes about itself (OpenID Connect Discovery 1.0), asked when first needed. */
export class Providers {
  readonly #declared: ReadonlyMap<string, SignOnProvider>
  readonly #found = new Map<string, Found>()
  readonly #finding = new Map<string, Promise<openid.Configuration>>()

  constructor(declared: readonly SignOnProvider[]) {
    this.#declared = new Map(declared.map((provider) => [provider.id, provider]))
  }

  list(): readonly SignOnProvider[] {
    return [...this.#declared.values()]
  }

  /** Throws `sign_on_unknown`. */
  get(id: string): SignOnProvider {
    const provider = this.#declared.get(id)
    if (provider === undefined) throw signOnUnknown('no provider of this name is declared')
    return provider
  }

  /** Throws `sign_on_unavailable` while the provider does not answer; the next call asks again. */
  async configuration(provider: SignOnProvider): Promise<openid.Configuration> {
    const found = this.#found.get(provider.id)
    if (found !== undefined && performance.now() < found.untilMs) return found.configuration
    let finding = this.#finding.get(provider.id)
    if (finding === undefined) {
      finding = discover(provider).finally(() => this.#finding.delete(provider.id))
      this.#finding.set(provider.id, finding)
    }
    const configuration = await finding
    this.#found.set(provider.id, { configuration, untilMs: performance.now() + BELIEVED_MS })
    return configuration
  }
}

async function discover(provider: SignOnProvider): Promise<openid.Configuration> {
  const { clientId, clientSecret, algorithm } = provider
  const issuer = new URL(provider.issuer)
  try {
    const configuration = await openid.discovery(
      issuer,
      clientId,
      { id_token_signed_response_alg: algorithm, [openid.clockTolerance]: CLOCKS_DIFFER_S },
      clientSecret === undefined ? openid.None() : openid.ClientSecretPost(clientSecret),
      {
        timeout: TIMEOUT_S,
        // The configuration takes plaintext on this machine only.
        ...(issuer.protocol === 'http:' ? { execute: [openid.allowInsecureRequests] } : {}),
      },
    )
    // The library takes an ID token from the token endpoint on TLS alone; here its signature counts, with the one algorithm declared.
    openid.enableNonRepudiationChecks(configuration)
    return configuration
  } catch (cause) {
    throw signOnUnavailable('what the provider says of itself cannot be had', { cause, fix: 'try again' })
  }
}
