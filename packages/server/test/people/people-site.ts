import type { TestContext } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { gate } from '../../src/access/index.ts'
import { DOCUMENT } from '../../src/app/serve/serve.ts'
import { type Attempt, createServer, type Denial } from '../../src/http/index.ts'
import {
  Authenticator,
  Callers,
  endAtProvider,
  identityRoutes,
  makeSetupLink,
  PasswordHasher,
  type PeopleDeps,
  Providers,
  peopleRoutes,
  Sessions,
  type SignInRules,
  type SignOnProvider,
  Site,
} from '../../src/identity/index.ts'
import { silentLogger } from '../../src/platform/logger.ts'
import type { Caller, Route } from '../../src/platform/route.ts'
import { type World, world } from '../world.ts'
import { TestBrowser } from './test-browser.ts'

export const PASSWORD = 'violet-anchor-76-mint'
export const AIKO = {
  name: 'Aiko Tanabe',
  userName: 'a.tanabe',
  email: 'a.tanabe@example.com',
  locale: 'ja',
  zone: 'Asia/Tokyo',
}

export interface PeopleSite {
  readonly w: World
  readonly deps: PeopleDeps
  readonly url: string
  readonly rules: { -readonly [K in keyof SignInRules]: SignInRules[K] }
  readonly assigned: { person: Buffer; roles: readonly string[]; reason: string }[]
  readonly refused: string[]
  readonly denials: Denial[]
  browser(): TestBrowser
  /** A person through the set-up link, with password and one-time codes, signed in. */
  setUp(): Promise<Ready>
  setupToken(by?: Caller): Promise<string>
  /** Another server on the same database. */
  another(): Promise<string>
}

export interface Ready {
  readonly browser: TestBrowser
  readonly person: string
  readonly secret: string
}

export const MINUTE = 60_000

/** The code of a secret at an instant. */
export function codeAt(secret: string, ms: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms })
}

export interface SiteOptions {
  readonly routes?: (deps: PeopleDeps) => readonly Route[]
  readonly deps?: Partial<PeopleDeps>
  /** Asked when it is known who calls. */
  readonly enter?: (caller: Caller, attempt: Attempt) => Promise<void>
  readonly providers?: readonly SignOnProvider[]
}

const RULES = {
  passwordLength: 12,
  passwordHistory: 10,
  lockoutAfter: 10,
  sessionIdleMs: 15 * MINUTE,
  sessionAbsoluteMs: 12 * 60 * MINUTE,
  sessionsPerPerson: 5,
  passwordWords: [] as readonly string[],
}

/** A server with people’s routes on a database of its own. Passwords cost next to nothing here. */
export async function peopleSite(t: TestContext, more: SiteOptions = {}): Promise<PeopleSite> {
  const w = await world(t)
  const rules = { ...RULES }
  const assigned: PeopleSite['assigned'] = []
  const refused: string[] = []
  const denials: Denial[] = []
  const providers = new Providers(more.providers ?? [])
  const deps: PeopleDeps = {
    ...w.identity,
    keyring: w.keyring,
    rules: async () => rules,
    mainTenant: w.first.tenant,
    site: new Site(undefined),
    passwords: new PasswordHasher({ memoryKiB: 64, passes: 1 }),
    breached: undefined,
    roles: {
      errors: [],
      assign: async (_tx, _entries, _by, input) => {
        assigned.push(input)
      },
      of: async () => new Map(),
      standing: async () => ({
        actions: ['read-status'],
        roles: ['administrator'],
        mustAccept: [],
        mustAcceptFirst: false,
      }),
    },
    environment: 'test',
    signOutAt: (caller) => endAtProvider(deps, providers)(caller),
    refused: (code, operation) => refused.push(`${operation} ${code}`),
    ...more.deps,
  }
  const listen = () => listenOn(t, w, { deps, providers, more, denials })
  const url = (await listen()).replace('127.0.0.1', 'localhost')
  deps.site.listening(url)
  const browser = () => new TestBrowser(url)
  const setupToken = async (by = w.first) => (await makeSetupLink(deps, by, { replace: true })).token
  return {
    w,
    deps,
    url,
    rules,
    assigned,
    refused,
    denials,
    browser,
    setupToken,
    another: listen,
    async setUp() {
      const own = browser()
      const token = await setupToken()
      const made = await own.post('/setup/person', { ...AIKO, token, password: PASSWORD })
      if (made.status !== 201) throw new Error(`set-up: ${made.text}`)
      const secret = await enrol(own, w.clock.ms)
      return { browser: own, person: String(made.body.person), secret }
    },
  }
}

interface Listening {
  readonly deps: PeopleDeps
  readonly providers: Providers
  readonly more: SiteOptions
  readonly denials: Denial[]
}

/** A server of its own on the database of the world, gone after the test. */
async function listenOn(
  t: TestContext,
  w: World,
  { deps, providers, more, denials }: Listening,
): Promise<string> {
  const sessions = new Sessions(deps)
  const authenticator = new Authenticator({ database: w.db.app, clock: w.clock })
  const callers = new Callers(authenticator, sessions)
  const server = await createServer({
    routes: [
      ...peopleRoutes(deps, sessions, providers),
      ...identityRoutes(deps),
      ...(more.routes?.(deps) ?? []),
    ],
    log: silentLogger,
    document: DOCUMENT,
    checkReplies: true,
    proxies: ['127.0.0.1'],
    authenticate: async (attempt) => {
      const caller = await callers.resolve(attempt)
      await more.enter?.(caller, attempt)
      return caller
    },
    gate: (caller, action, operation) =>
      gate({ ...w.access, authorities: w.authorities }, caller, action, operation),
    denied: (denial) => denials.push(denial),
    resolveTenant: (text) => ({ first: w.first.tenant, second: w.second.tenant })[text],
  })
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close(100))
  return url
}

/** Adds one-time codes to a session and confirms them; answers the secret. */
export async function enrol(browser: TestBrowser, nowMs: number): Promise<string> {
  const totp = await browser.post('/me/factors/totp')
  const secret = String(totp.body.secret)
  const confirmed = await browser.post(`/me/factors/totp/${totp.body.id}/confirm`, {
    code: codeAt(secret, nowMs),
  })
  if (confirmed.status !== 200) throw new Error(`confirm: ${confirmed.text}`)
  return secret
}

/** Signs in with password and code; the clock goes on so that the code is a fresh one. */
export async function signIn(
  site: PeopleSite,
  { secret }: Ready,
  browser = site.browser(),
): Promise<TestBrowser> {
  site.w.clock.ms += MINUTE
  const first = await browser.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  if (first.status !== 200) throw new Error(`sign-in: ${first.text}`)
  const second = await browser.post('/sign-in/totp', { code: codeAt(secret, site.w.clock.ms) })
  if (second.status !== 200) throw new Error(`second factor: ${second.text}`)
  return browser
}
