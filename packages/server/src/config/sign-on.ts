import { z } from 'zod'
import { configurationInvalid } from './errors.ts'
import { type FetchedSecrets, parseSecretReference, readSecret } from './secret-reference.ts'

/** A company's identity provider (OpenID Connect), as the operator declares it. */
export interface SignOnProvider {
  readonly id: string
  /** What the button says. */
  readonly title: string
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client, which has PKCE alone. */
  readonly clientSecret: string | undefined
  readonly scopes: string
  /** The only algorithm that its ID tokens are taken in. */
  readonly algorithm: string
  /** Any of these `amr` or `acr` values shows that the provider asked for a second factor. Both empty: it is asked for here. */
  readonly amr: readonly string[]
  readonly acr: readonly string[]
  /** Claims that a token has to have, with their values: Google's `hd`, for one. */
  readonly requires: Readonly<Record<string, string>>
  readonly groupsClaim: string
  /** Group of the provider → role of the policy. */
  readonly groups: Readonly<Record<string, string>>
  /** Whether whoever the provider lets in gets an account. */
  readonly creates: boolean
  /** By what claim somebody who was made otherwise (SCIM, invitation) and never signed in is known the first time. */
  readonly match: 'none' | 'email' | 'user-name'
}

type Env = Readonly<Record<string, string | undefined>>

const list = (separator: string) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )

const declared = z.object({
  title: z.string().min(1).max(64),
  issuer: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().optional(),
  scopes: z
    .string()
    .regex(/\bopenid\b/)
    .default('openid profile email'),
  algorithm: z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519']).default('RS256'),
  amr: list(','),
  acr: list(','),
  requires: list(';'),
  groupsClaim: z.string().min(1).default('groups'),
  groups: list(';'),
  creates: z.enum(['true', 'false']).default('false'),
  match: z.enum(['none', 'email', 'user-name']).default('none'),
})

const ON_THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `AZUKARI_SIGN_ON` names the providers; `AZUKARI_SIGN_ON_<NAME>_…` says what each is. Throws `configuration_invalid`, `literal_secret_refused`. */
export function signOnOf(env: Env, fetched?: FetchedSecrets): readonly SignOnProvider[] {
  const ids = (env.AZUKARI_SIGN_ON ?? '').split(/[\s,]+/).filter((id) => id !== '')
  if (new Set(ids).size !== ids.length) throw wrong('AZUKARI_SIGN_ON', 'names a provider twice')
  return ids.map((id) => providerOf(id, env, fetched))
}

function providerOf(id: string, env: Env, fetched: FetchedSecrets | undefined): SignOnProvider {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(id))
    throw wrong('AZUKARI_SIGN_ON', 'takes names of a to z, 0 to 9 and -')
  const prefix = `AZUKARI_SIGN_ON_${id.toUpperCase().replaceAll('-', '_')}_`
  const read = (name: string) => env[prefix + name] || undefined
  const parsed = declared.safeParse({
    title: read('TITLE') ?? id,
    issuer: read('ISSUER'),
    clientId: read('CLIENT_ID'),
    clientSecret: read('CLIENT_SECRET'),
    scopes: read('SCOPES'),
    algorithm: read('ALGORITHM'),
    amr: read('AMR'),
    acr: read('ACR'),
    requires: read('REQUIRES'),
    groupsClaim: read('GROUPS_CLAIM'),
    groups: read('GROUPS'),
    creates: read('CREATES'),
    match: read('MATCH'),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw wrong(`${prefix}…`, `${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { clientSecret, groups, requires, creates, ...rest } = parsed.data
  const url = new URL(rest.issuer)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ON_THIS_MACHINE.has(url.hostname))) {
    throw wrong(`${prefix}ISSUER`, 'is an https address')
  }
  const setting = `${prefix}CLIENT_SECRET`
  return {
    ...rest,
    id,
    clientSecret:
      clientSecret === undefined
        ? undefined
        : readSecret(parseSecretReference(clientSecret, setting), env, fetched),
    requires: pairsOf(requires, `${prefix}REQUIRES`, 'claim=value;claim=value'),
    groups: pairsOf(groups, `${prefix}GROUPS`, 'group=role;group=role'),
    creates: creates === 'true',
  }
}

function pairsOf(pairs: readonly string[], setting: string, form: string): Readonly<Record<string, string>> {
  const entries = pairs.map((pair) => {
    const at = pair.lastIndexOf('=')
    if (at < 1 || at === pair.length - 1) throw wrong(setting, `takes ${form}`)
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
  return Object.fromEntries(entries)
}

const wrong = (setting: string, what: string) =>
  configurationInvalid(`${setting} ${what}`, { fix: 'see docs/guides/sign-in.md', extra: { setting } })
