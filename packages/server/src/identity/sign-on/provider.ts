/** A provider as the room needs it; filled from the configuration. */
export interface SignOnProvider {
  readonly id: string
  readonly title: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly scopes: string
  readonly algorithm: string
  /** Any of these shows that the provider asked for a second factor. Both empty: it is asked for here. */
  readonly amr: readonly string[]
  readonly acr: readonly string[]
  /** Claims that a token has to have, with their values. */
  readonly requires?: Readonly<Record<string, string>>
  readonly groupsClaim: string
  readonly groups: Readonly<Record<string, string>>
  readonly creates: boolean
  readonly match: 'none' | 'email' | 'user-name'
}
