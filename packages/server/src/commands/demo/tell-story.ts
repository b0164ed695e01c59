import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../app.ts'
import { destroyDue, timeJumps } from './destroy-due.ts'
import { giveAccess } from './give-access.ts'
import { importAgain, importFirst } from './import-orders.ts'
import { keepPromise } from './keep-promise.ts'
import { makeUpOrders, ORDERS } from './made-up-orders.ts'
import { refuse } from './refuse.ts'
import { revealLabels } from './reveal-labels.ts'
import { DAYS, type Scene, type Services, wallClock } from './scene.ts'
import { searchOrders } from './search-orders.ts'
import { searchRawBytes } from './search-raw-bytes.ts'
import { shipLater } from './ship-later.ts'
import { showClauses } from './show-clauses.ts'
import type { Story } from './story.ts'
import { alterOneByte, verifyWrittenLog } from './verify-log.ts'

export interface Opened {
  readonly app: App
  readonly url: string
}

export interface Telling {
  /** Makes the environment and starts its server. */
  readonly open: () => Promise<Opened>
  /** A directory of its own beside the data directory: exports and the search's self-test. */
  readonly aside: string
  readonly printed: () => string
}

/** The story from the first day to the last. Undefined when it could not begin: without a server or without keys there is nothing to tell. */
export async function tellStory(story: Story, { open, aside, printed }: Telling): Promise<Scene | undefined> {
  let opened: Opened | undefined
  await story.step('start', `A new environment, ${DAYS} days ago`, async (teller) => {
    opened = await open()
    const { app } = opened
    teller.say(`Its own PostgreSQL, root key and log. Its clock says ${wallClock(app)}.`)
    const { version, model } = await app.policy.load()
    const clauses = Object.keys(model.clauses).length
    const days = (Date.now() - app.clock.now()) / 86_400_000
    teller.claim(Math.abs(days - DAYS) < 0.01, 'Only an environment made for it has a clock that can be set.')
    teller.claim(
      version === 1,
      `The policy "${model.policy}" is in force: ${clauses} clauses, each parameter read from it.`,
    )
    return { policy: model.policy, version, clauses, days: DAYS }
  })
  if (!opened) return undefined
  const { app, url } = opened
  let services: Services | undefined
  await story.step(
    'access',
    'Four services get keys, each with as little as its task needs',
    async (teller) => {
      const given = await giveAccess(app, url, teller)
      services = given.services
      return given.figures
    },
  )
  if (!services) return undefined
  const madeUp = makeUpOrders(app.clock.now())
  const counts = { refused: 0, revealed: 0, destroyed: 0 }
  const scene: Scene = {
    app,
    url,
    madeUp,
    services,
    promises: [],
    heads: [],
    counts,
    shippedLater: new Set(),
  }
  await month(story, scene)
  await proofs(story, scene, aside, printed)
  return scene
}

async function month(story: Story, scene: Scene): Promise<void> {
  await story.step('import', `${ORDERS} orders come in from the marketplace`, (t) => importFirst(scene, t))
  await story.step('reveal', 'The label printer reads addresses', (t) => revealLabels(scene, t))
  await story.step('refuse', 'Without purpose, or without a grant for it, nothing', (t) => refuse(scene, t))
  await story.step('search', 'The helpdesk finds an order by e-mail', (t) => searchOrders(scene, t))
  await story.step('promise', 'A promise becomes a receipt', (t) => keepPromise(scene, t))
  await story.step('ship', 'Ten days pass', (t) => shipLater(scene, t))
  await story.step('jump', 'Thirty-one days have passed, says the clock', (t) => timeJumps(scene, t))
  await story.step('destroy', 'What is due is destroyed, and nothing else', (t) => destroyDue(scene, t))
  await story.step('import-again', "The first day's file is imported again", (t) => importAgain(scene, t))
}

async function proofs(story: Story, scene: Scene, aside: string, printed: () => string): Promise<void> {
  const log = join(aside, 'log')
  const open = join(aside, 'self-test')
  await mkdir(open, { recursive: true, mode: 0o700 })
  await story.step('raw-bytes', 'The raw bytes are searched for every planted value', (t) =>
    searchRawBytes(scene, printed, open, t),
  )
  await story.step('verify', 'The log is written out and verified', (t) => verifyWrittenLog(scene, log, t))
  await story.step('alter', 'One byte of a copy is altered', (t) => alterOneByte(scene, log, t))
  await story.step('clauses', 'Where every clause of the policy stands', (t) => showClauses(scene, t))
}
