import { HandClock } from '../../../test/hand-clock.ts'
import {
  Authenticator,
  createKey,
  createService,
  type IdentityDeps,
  PERSON_ID,
  type ServiceCaller,
} from '../../identity/index.ts'
import {
  type Entry,
  LONGEST_MS,
  makeTenant,
  readEntries,
  testWriter,
} from '../../identity/test-support/test-scene.ts'
import type { Database, Statements } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { type AppliedPolicy, clauseOf } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { Authorities } from '../authority/authorities.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { grantKind } from '../grants/grant-kind.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { RequestKinds } from '../requests/request-kind.ts'
import { addAssignment } from '../roles/assign-role.ts'
import { assignmentKind } from '../roles/assignment-kind.ts'
import { recheckPerson, type TestPerson, testPerson } from './test-people.ts'
import { testPolicy } from './test-policy.ts'

export { testPolicy, testRoles } from './test-policy.ts'

/** For tests only: grants on a test database, its clock in the test's hand, and a small policy. */

export interface AccessScene {
  readonly clock: HandClock
  readonly identity: IdentityDeps
  readonly deps: AccessDeps
  readonly requests: RequestDeps
  readonly authenticator: Authenticator
  readonly authorities: Authorities
  readonly by: Caller
  readonly elsewhere: Caller
  /** What another server would hold. */
  otherAuthorities(): Authorities
  service(
    name: string,
    by?: Caller,
  ): Promise<{ id: string; keyId: string; key: string; caller: ServiceCaller }>
  /** Somebody on the staff who is signed in, with these roles, approved by somebody who is not there. */
  person(name: string, roles?: readonly string[], by?: Caller): Promise<TestPerson>
  entries(event: string): Promise<Entry[]>
}

const APPLIED: AppliedPolicy = {
  version: 1,
  digest: '',
  appliedMs: 0,
  model: testPolicy,
  numbers: { collection: {}, class: {}, field: {}, group: {}, subject: {} },
  history: { sealedSince: {}, rules: {} },
}

export async function accessScene(database: Database, owner: Statements): Promise<AccessScene> {
  const clock = new HandClock(Date.UTC(2026, 10, 22, 9))
  const writer = testWriter(database, clock)
  const keyLifetimeEnds = (fromMs: number) => fromMs + LONGEST_MS
  const identity: IdentityDeps = {
    database,
    writer,
    clock,
    bumpAuthority,
    keyLifetimeEnds,
    clauseOf: (promised) => clauseOf(testPolicy, promised),
  }
  const policy = { load: async () => APPLIED, reload: async () => APPLIED }
  const deps: AccessDeps = { database, writer, clock, policy, grantEnds: keyLifetimeEnds }
  const authenticator = new Authenticator({ database, clock })
  const fresh = () => {
    const door = new Authenticator({ database, clock })
    return new Authorities({
      database,
      clock,
      recheck: (caller) =>
        caller.kind === 'person' ? recheckPerson(database, caller) : door.recheck(caller),
    })
  }
  const by = await makeTenant(owner, 'first')
  const authorities = fresh()
  const requests: RequestDeps = {
    ...deps,
    authorities,
    kinds: new RequestKinds().register(grantKind(deps)).register(assignmentKind(deps)),
    texts: plainTexts,
    onboarding: [],
    links: [],
    emergencyReviewEnds: (fromMs) => fromMs + 86_400_000,
  }
  return {
    clock,
    identity,
    deps,
    authenticator,
    authorities,
    requests,
    by,
    elsewhere: await makeTenant(owner, 'second'),
    otherAuthorities: fresh,
    async service(name, as = by) {
      const { id } = await createService(identity, as, { name })
      const { key, id: keyId } = await createKey(identity, as, { service: id })
      const { caller } = await authenticator.authenticate(key)
      return { id, keyId, key, caller }
    },
    async person(name, roles = [], as = by) {
      const person = await testPerson(owner, as, name, clock.now())
      await giveRoles(deps, as, person.id, roles)
      return person
    },
    entries: async (event) => (await readEntries(owner)).filter((e) => e.unmapped.event === event),
  }
}

/** As if another person had approved it. */
export async function giveRoles(
  deps: AccessDeps,
  by: Caller,
  person: string,
  roles: readonly string[],
): Promise<void> {
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    for (const role of roles) {
      const made = { requestedBy: 'operator', approvedBy: NOBODY }
      await addAssignment(tx, entries, deps, by, { principal: person, role }, made)
    }
    await bumpAuthority(tx, by.tenant)
  })
}

const NOBODY = `${PERSON_ID}_${'0'.repeat(32)}`

/** Stands for the keys: bytes go through, marked so that a test sees which were to be sealed. */
const plainTexts: RequestDeps['texts'] = {
  seal: async (_tenant, _purpose, plaintext) => Buffer.concat([Buffer.from('sealed:'), plaintext]),
  unseal: async (_tenant, _purpose, sealed) => Buffer.from(sealed.subarray(7)),
}
