import type { TestContext } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { Caller } from '../../platform/route.ts'
import type { ParameterModel } from '../../policy/index.ts'
import { createGrant } from '../grants/create-grant.ts'
import { narrowGrantKind } from '../grants/narrow-grant.ts'
import { type DecideItems, decideItems } from '../reviews/decide-items.ts'
import { reviewChecks } from '../reviews/review-checks.ts'
import type { ReviewDeps } from '../reviews/review-deps.ts'
import type { ReviewItemRow } from '../reviews/review-items.ts'
import { listItems, readReview } from '../reviews/review-row.ts'
import { accessScene } from './test-scene.ts'

/** For tests only: a tenant with access to review: two who may, an administrator, and a service with a grant. */

const parameter = (name: string, value: string): ParameterModel => ({
  name,
  kind: 'duration',
  value,
  authorities: [],
})

const PARAMETERS = {
  access_review_every: parameter('access_review_every', 'P90D'),
  access_review_due_within: parameter('access_review_due_within', 'P14D'),
}

const REVEAL = {
  action: 'reveal',
  collection: 'orders',
  purpose: 'fulfilment',
  fields: ['email', 'name'],
} as const

export async function reviewScene(t: TestContext) {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const { model } = await scene.deps.policy.load()
  const applied = { ...(await scene.deps.policy.load()), model: { ...model, parameters: PARAMETERS } }
  const policy = { load: async () => applied, reload: async () => applied }
  const ended: string[] = []
  const deps: ReviewDeps = {
    ...scene.requests,
    policy,
    kinds: scene.requests.kinds.register(narrowGrantKind(scene.deps)),
    identity: scene.identity,
    enders: {
      person: async (_by, subject, how) => {
        ended.push(`${how} ${subject}`)
      },
    },
  }
  const owner = await scene.person('owner', ['access-owner'])
  const admin = await scene.person('admin', ['administrator'])
  const second = await scene.person('second', ['access-owner'])
  const printer = await scene.service('label printer')
  const grant = await createGrant(scene.deps, scene.by, { ...REVEAL, principal: printer.id })
  const items = async (id: string): Promise<ReviewItemRow[]> => {
    const review = await readReview(db.app.across.read, scene.by.tenant, id)
    return listItems(db.app.across.read, scene.by.tenant, review.id)
  }
  const numbers = async (id: string, where: (item: ReviewItemRow) => boolean) =>
    (await items(id)).filter(where).map(({ n }) => n)
  const decide = (by: Caller, id: string, input: DecideItems) => decideItems(deps, by, id, input)
  const measure = async () => {
    await db.owner.read.query({ text: 'UPDATE access.log_position SET read_ms = $1' }, [scene.clock.ms])
    const states: Record<string, unknown> = {}
    for (const one of reviewChecks(deps)) {
      const { state, figures } = await one.measure({ read: db.app.across.read, clock: scene.clock })
      states[one.name] = { state, ...figures }
    }
    return states
  }
  return {
    db,
    ...scene,
    reviews: deps,
    owner,
    admin,
    second,
    printer,
    grant,
    items,
    numbers,
    decide,
    measure,
    ended,
  }
}
