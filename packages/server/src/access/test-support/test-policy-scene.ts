import type { TestContext } from 'node:test'
import { SMALL } from '../../../test/small-policy.ts'
import { type World, world } from '../../../test/world.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import {
  acknowledge,
  hasAcknowledged,
  type LoadedPolicy,
  NOTHING_STORED,
  type StoredFacts,
} from '../../policy/index.ts'
import { Authorities } from '../authority/authorities.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { grantKind } from '../grants/grant-kind.ts'
import type { PolicyChangeDeps } from '../policy-changes/policy-change-routes.ts'
import { policyKind } from '../policy-changes/policy-kind.ts'
import { RequestKinds } from '../requests/request-kind.ts'
import { assignmentKind } from '../roles/assignment-kind.ts'
import { recheckPerson, type TestPerson, testPerson } from './test-people.ts'
import { giveRoles } from './test-scene.ts'

/** For tests only: a real policy with roles in force, and people who may change it. */

export const WITH_ROLES = `${SMALL}roles:
  access-owner:
    title: { en: Access owner, ja: 責任者 }
    actions: [approve-access, approve-change, read-access]
  administrator:
    title: { en: Administrator, ja: 管理者 }
    actions: [manage, manage-people, manage-policy]
  support:
    title: { en: Support, ja: サポート }
    actions: [request-case]
    grants:
      - { collection: orders, actions: [reveal], purpose: support, classes: [contact], masked: true }
`

const texts = (yaml: string, title: string, word: string) =>
  `# ${title}\n\n${[...yaml.matchAll(/^ {2}([A-Z]\d+):/gm)].map(([, id]) => `## ${word} {#${id}}\n${word}.\n`).join('\n')}`

/** The files of a policy, as they are sent. */
export const filesOf = (yaml: string): Record<string, string> => ({
  'policy.yaml': yaml,
  'policy.en.md': texts(yaml, 'Policy', 'Clause'),
  'policy.ja.md': texts(yaml, '規程', '条項'),
})

/** The policy with one text replaced, which has to be there. */
export function edited(from: string, to: string, yaml = WITH_ROLES): string {
  if (!yaml.includes(from)) throw new Error(`not in the policy: ${from}`)
  return yaml.replace(from, to)
}

export interface PolicyScene extends World {
  readonly requests: PolicyChangeDeps
  person(name: string, roles?: readonly string[]): Promise<TestPerson>
  /** Somebody accepts the version in force, and whoever remembers what they may do hears of it. */
  accept(who: Caller): Promise<void>
  version(): Promise<number>
}

export async function policyScene(
  t: TestContext,
  facts: StoredFacts = NOTHING_STORED,
  inForce: LoadedPolicy | string = WITH_ROLES,
): Promise<PolicyScene> {
  const w = await world(t, inForce)
  const { access, clock, policy, keyring, first, db } = w
  const own = w.authorities
  const authorities = new Authorities({
    database: db.app,
    clock,
    recheck: async (caller) => {
      if (caller.kind === 'person') return recheckPerson(db.app, caller)
      await own.reload(caller)
      return Number.POSITIVE_INFINITY
    },
  })
  const storedFacts = async () => facts
  const requests: PolicyChangeDeps = {
    ...access,
    authorities,
    kinds: new RequestKinds()
      .register(grantKind(access))
      .register(assignmentKind(access))
      .register(policyKind({ policy, storedFacts })),
    texts: keyring,
    onboarding: [
      async (sql, tenant, person) => ((await hasAcknowledged(sql, tenant, person)) ? [] : ['policy']),
    ],
    links: [],
    emergencyReviewEnds: (fromMs) => fromMs + 86_400_000,
    storedFacts,
  }
  return {
    ...w,
    requests,
    async person(name, roles = []) {
      // Whoever was given something by an approval had accepted before.
      const person = await testPerson(db.owner, first, name, clock.now(), roles.length > 0)
      await giveRoles(access, first, person.id, roles)
      return person
    },
    async accept(who) {
      const { version } = await policy.reload()
      const acknowledged = (tx: Tx) => bumpAuthority(tx, who.tenant)
      await acknowledge({ writer: w.writer, clock, acknowledged }, who, version, 'en')
    },
    async version() {
      const rows = await db.owner.read.query<{ version: number }>({
        text: 'SELECT version FROM policy.current',
      })
      return rows[0]?.version ?? 0
    },
  }
}
