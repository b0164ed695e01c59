import {
  type AccessDeps,
  accessChecks,
  accessRoutes,
  bumpAuthority,
  changeChecks,
  type PolicyChangeDeps,
  policyChangeRoutes,
  type ReviewDeps,
} from './access/index.ts'
import { ensurePolicy, ensureTenant, type Tenant } from './app/first-start.ts'
import { keyLifetimeEnds } from './app/key-lifetime.ts'
import { keysChecks } from './app/keys-checks.ts'
import { tlsOnEveryListener } from './app/listener-check.ts'
import { Listeners } from './app/listeners.ts'
import { openNeedToKnow } from './app/need-to-know.ts'
import { type OpenedDatabase, openDatabases } from './app/open-database.ts'
import { openKeyring } from './app/open-keyring.ts'
import { openLogSigner, openWriters, type Writers } from './app/open-log.ts'
import { OperatorAuthorities } from './app/operator-authorities.ts'
import { type OpenedPeople, openPeople } from './app/people.ts'
import { openProvisioning, type Provisioning } from './app/provisioning.ts'
import { readingRoutes } from './app/reading-routes.ts'
import { endsBy, openRequests } from './app/requests.ts'
import { RootUses } from './app/root-use-log.ts'
import {
  auditChecks,
  type LogFollowers,
  LogReader,
  type LogSigner,
  logKeyRoute,
  logRoutes,
  type Sequencer,
  startSequencer,
} from './audit/index.ts'
import type { Configuration } from './config/index.ts'
import { evidenceRoutes } from './evidence/index.ts'
import {
  Authenticator,
  type IdentityDeps,
  identityChecks,
  identityRoutes,
  peopleChecks,
  secretsNotInCode,
} from './identity/index.ts'
import type { Keyring } from './keys/index.ts'
import type { Check } from './platform/check.ts'
import type { Clock } from './platform/clock.ts'
import type { Logger } from './platform/logger.ts'
import { databaseTransportCheck } from './platform/postgres/transport-check.ts'
import type { Route } from './platform/route.ts'
import { acknowledgeRoutes, PolicyInForce, policyRoutes } from './policy/index.ts'
import { retentionChecks, Sweep } from './retention/index.ts'
import { Putter, Revealer, type VaultDeps, vaultChecks, vaultRoutes } from './vault/index.ts'

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
  // A log that cannot go on must not be promised into.
  await sequencer.ready
  const writers = openWriters(signer, keyring, databases, (batch) => sequencer.kick(batch))
  await uses.begin(writers.inner)

  const rooms = await wireRooms(configuration, databases, log, { keyring, writers, signer }, firstPolicy)
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
  }
  const access: AccessDeps = { database, writer, clock, policy, grantEnds: keyLifetimeEnds(policy) }
  const requests = openRequests(access, authorities, keyring, policy)
  const parts = { identity, keyring, policy, tenant, authenticator, requests }
  const signIn = openPeople(configuration, { ...parts, environment: environment.name })
  const { people } = signIn
  const provisioning = openProvisioning(people, requests, policy)

  const vault: VaultDeps = {
    environment: environment.name,
    database,
    writer,
    groupWriter: writers.groups,
    keyring,
    policy,
    authorities,
    clock,
    log,
  }
  const putter = new Putter(vault)
  const revealer = new Revealer(vault)
  const sweep = new Sweep({ database, writer, clock, log, keyring })

  const needToKnow = openNeedToKnow({ requests, identity, people, provisioning, vault })
  const reading = readingRoutes({ access, authorities, identity, vault, environment })

  const routes = [
    ...logRoutes(new LogReader(database.read), writer),
    logKeyRoute(signer),
    ...reading.routes,
    ...policyRoutes({ database, policy }),
    ...policyChangeRoutes(requests),
    ...identityRoutes(identity),
    ...signIn.peopleRoutes,
    ...provisioning.routes,
    ...accessRoutes(requests, identity),
    ...needToKnow.routes,
    ...acknowledgeRoutes({ database, writer, clock, acknowledged: provisioning.acknowledged }),
    ...vaultRoutes({ deps: vault, putter, revealer }),
    ...evidenceRoutes({ database, clock }),
  ]
  const listeners = new Listeners()
  const checks = [
    databaseTransportCheck,
    tlsOnEveryListener(listeners),
    ...auditChecks,
    ...keysChecks(configuration, keyring),
    ...identityChecks(people),
    ...peopleChecks(people),
    secretsNotInCode,
    ...provisioning.checks,
    ...accessChecks(access),
    ...changeChecks(endsBy(policy, 'acknowledge_within')),
    ...needToKnow.checks,
    ...vaultChecks,
    ...retentionChecks,
  ]
  return {
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
    vault,
    putter,
    revealer,
    sweep,
    followers: reading.followers,
    listeners,
    routes,
    checks,
  }
}
