import { type AccessDeps, bumpAuthority, type PolicyChangeDeps, type ReviewDeps } from './access/index.ts'
import { keyLifetimeEnds } from './app/keys/key-lifetime.ts'
import { RootUses } from './app/keys/root-use-log.ts'
import { ensurePolicy, ensureTenant, type Tenant } from './app/open/first-start.ts'
import { type OpenedDatabase, openDatabases } from './app/open/open-database.ts'
import { openKeyring } from './app/open/open-keyring.ts'
import { openLogSigner, openWriters, type Writers } from './app/open/open-log.ts'
import { OperatorAuthorities } from './app/people/operator-authorities.ts'
import { type OpenedPeople, openPeople } from './app/people/people.ts'
import { openProvisioning, type Provisioning } from './app/provisioning/provisioning.ts'
import { openNeedToKnow } from './app/requests/need-to-know.ts'
import { openRequests } from './app/requests/requests.ts'
import { readingRoutes } from './app/rooms/reading-routes.ts'
import { roomChecks } from './app/rooms/room-checks.ts'
import { roomRoutes } from './app/rooms/room-routes.ts'
import { Listeners } from './app/serve/listeners.ts'
import { type LogFollowers, type LogSigner, type Sequencer, startSequencer } from './audit/index.ts'
import type { Configuration } from './config/index.ts'
import { Authenticator, type IdentityDeps } from './identity/index.ts'
import type { Keyring } from './keys/index.ts'
import type { Check } from './platform/check.ts'
import type { Clock } from './platform/clock.ts'
import type { Logger } from './platform/logger.ts'
import type { Route } from './platform/route.ts'
import { PolicyInForce } from './policy/index.ts'
import { Sweep } from './retention/index.ts'
import { Putter, Revealer, type VaultDeps } from './vault/index.ts'

/** Everything of one running program, wired. */
export interface App extends OpenedPeople {
  readonly configuration: Configuration
  readonly databases: OpenedDatabase
  readonly clock: Clock
  readonly log: Logger
  readonly signer: LogSigner
  readonly writers: Writers
  readonly sequencer: Sequencer
  readonly keyring: Keyring
  readonly policy: PolicyInForce
  readonly authenticator: Authenticator
  readonly authorities: OperatorAuthorities
  readonly identity: IdentityDeps
  readonly access: AccessDeps
  readonly requests: PolicyChangeDeps
  readonly reviews: ReviewDeps
  readonly provisioning: Provisioning
  readonly vault: VaultDeps
  readonly putter: Putter
  readonly revealer: Revealer
  readonly sweep: Sweep
  readonly followers: LogFollowers
  /** Filled by whoever serves. */
  readonly listeners: Listeners
  readonly tenant: Tenant
  readonly routes: readonly Route[]
  readonly checks: readonly Check[]
  close(): Promise<void>
}

export interface OpenOptions {
  readonly configuration: Configuration
  readonly log: Logger
  /** Name or directory of the policy that a first start applies. */
  readonly policy?: string | undefined
  /** The database went away for good; whoever serves ends. */
  readonly onLost?: () => void
}

/** Opens the program on its data: database, keys, log, rooms, in that order; nothing listens yet. */
export async function openApp({ configuration, log, policy: first, onLost }: OpenOptions): Promise<App> {
  const databases = await openDatabases(configuration, log, onLost ?? (() => {}))
  try {
    return await openRooms(configuration, databases, log, first ?? 'marketplace')
  } catch (error) {
    await databases.close()
    throw error
  }
}

async function openRooms(
  configuration: Configuration,
  databases: OpenedDatabase,
  log: Logger,
  firstPolicy: string,
): Promise<App> {
  const { clock } = databases
  const uses = new RootUses()
  const keyring = await openKeyring(configuration, databases, uses, log)
  const signer = await openLogSigner(keyring, databases)
  const sequencer = startSequencer({ database: databases.sequencer, signer, clock, log })
  const writers = openWriters(signer, keyring, databases, (batch) => sequencer.kick(batch))
  const open = async () => {
    // A log that cannot go on must not be promised into.
    await sequencer.ready
    await uses.begin(writers.inner)
    return await wireRooms(configuration, databases, log, { keyring, writers, signer }, firstPolicy)
  }
  const rooms = await open().catch(async (error) => {
    // Else it goes on trying, and the process with it.
    await sequencer.stop()
    keyring.close()
    throw error
  })
  return {
    ...rooms,
    configuration,
    databases,
    clock,
    log,
    signer,
    writers,
    sequencer,
    keyring,
    async close() {
      await rooms.authenticator.flushUses().catch(() => {})
      await sequencer.stop()
      keyring.close()
      await databases.close()
    },
  }
}

async function wireRooms(
  configuration: Configuration,
  databases: OpenedDatabase,
  log: Logger,
  { keyring, writers, signer }: { keyring: Keyring; writers: Writers; signer: LogSigner },
  firstPolicy: string,
) {
  const { app: database, clock, environment } = databases
  const writer = writers.app
  const policy = new PolicyInForce(database)
  const tenant = await ensureTenant({ database, writer, keyring, clock }, 'main', configuration.zone)
  await ensurePolicy({ database, writer, keyring, clock }, policy, firstPolicy)

  const authenticator = new Authenticator({ database, clock })
  const authorities = new OperatorAuthorities(
    { database, clock, recheck: (c) => authenticator.recheck(c) },
    policy,
  )
  const identity: IdentityDeps = {
    database,
    writer,
    clock,
    bumpAuthority,
    keyLifetimeEnds: keyLifetimeEnds(policy),
    clauseOf: policy.clauseOf,
  }
  const access: AccessDeps = { database, writer, clock, policy, grantEnds: keyLifetimeEnds(policy) }
  const requests = openRequests(access, authorities, keyring, policy)
  const parts = { identity, keyring, policy, tenant, authenticator, requests }
  const signIn = openPeople(configuration, { ...parts, environment: environment.name })
  const { people } = signIn
  const provisioning = openProvisioning(people, requests, policy)

  const kept = openVault(databases, writers, { keyring, policy, authorities, log })
  const { vault } = kept
  const needToKnow = openNeedToKnow({ requests, identity, people, provisioning, vault })
  const reading = readingRoutes({ access, authorities, identity, vault, environment })

  const rooms = {
    policy,
    tenant,
    authenticator,
    authorities,
    identity,
    ...signIn,
    access,
    requests,
    reviews: needToKnow.reviews,
    provisioning,
    ...kept,
    followers: reading.followers,
    listeners: new Listeners(),
  }
  const { all: checks, ofPeople } = roomChecks(rooms, configuration, keyring, needToKnow.checks)
  const routes = roomRoutes(rooms, signer, ofPeople, [...reading.routes, ...needToKnow.routes])
  return { ...rooms, routes, checks }
}

/** What puts, reveals and destroys. */
function openVault(
  { app: database, clock, environment }: OpenedDatabase,
  writers: Writers,
  parts: Pick<VaultDeps, 'keyring' | 'policy' | 'authorities' | 'log'>,
) {
  const { app: writer, groups: groupWriter } = writers
  const vault: VaultDeps = { ...parts, environment: environment.name, database, writer, groupWriter, clock }
  const { log, keyring } = parts
  const sweep = new Sweep({ database, writer, groupWriter, clock, log, keyring })
  return { vault, putter: new Putter(vault), revealer: new Revealer(vault), sweep }
}
