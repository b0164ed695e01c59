import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addAssignment, createGrant } from '../src/access/index.ts'
import { type App, openApp } from '../src/app.ts'
import { readConfiguration } from '../src/config/index.ts'
import { createKey, createService, operatorCaller, personId } from '../src/identity/index.ts'
import { personCaller } from '../src/identity/people/person-id.ts'
import { createUser } from '../src/identity/scim/create-user.ts'
import { createScimToken } from '../src/identity/scim/scim-tokens.ts'
import { beginSession } from '../src/identity/sessions/begin-session.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'
import { connectionUrl } from '../src/platform/postgres/transport.ts'
import { type Served, serveProcess } from './serve-process.ts'

/** Somebody with a session, and a service they answer for with its key and grants. */
export interface Leaver {
  readonly person: string
  readonly cookie: string
  readonly service: string
  readonly key: string
}

export interface LeaverWorld {
  readonly servers: readonly Served[]
  /** A directory's token. */
  readonly token: string
  readonly leavers: readonly Leaver[]
  readonly ownerUrl: string
  /** The directory deletes them; answers when the reply is there. */
  offBoard(leaver: Leaver): Promise<number>
}

/** Passwords of the database's roles, which every server needs and the first one made. */
const ROLES = 'database-roles.json'
const FIELDS = ['buyer.name', 'buyer.email']

/** Server processes on one database and one root key, with people who can leave. */
export async function leaverWorld(
  t: { after(fn: () => Promise<void>): void },
  { processes, leavers }: { processes: number; leavers: number },
): Promise<LeaverWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-leavers-'))
  const postgres = await startEmbedded({ directory: join(directory, 'database'), log: silentLogger })
  const stops: (() => Promise<void>)[] = []
  t.after(async () => {
    await Promise.all(stops.map((stop) => stop()))
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  })
  await createDatabase(postgres.owner('postgres'), 'azukari')
  const ownerUrl = connectionUrl(postgres.owner('azukari'))
  const env = { DATABASE_URL: ownerUrl, AZUKARI_KEYS: `file:${join(directory, 'keys')}` }
  const configuration = readConfiguration({ data: join(directory, 'data'), port: '0' }, env)
  const app = await openApp({ configuration, log: silentLogger })
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { token } = await createScimToken(app.provisioning.scim, by, { title: 'Company directory' })
  const made: Leaver[] = []
  for (let i = 1; i <= leavers; i++) made.push(await addLeaver(app, token, i))
  await app.close()
  const servers: Served[] = []
  for (let i = 0; i < processes; i++) {
    const own = join(directory, `server-${i}`)
    await mkdir(own, { mode: 0o700 })
    await copyFile(join(directory, 'data', ROLES), join(own, ROLES))
    servers.push(await serveProcess({ after: (stop) => void stops.push(stop) }, ['--data', own], env))
  }
  return {
    servers,
    token,
    leavers: made,
    ownerUrl,
    async offBoard({ person }) {
      const headers = { authorization: `Bearer ${token}` }
      const url = `${servers[0]?.url}/scim/v2/Users/${person}`
      return (await fetch(url, { method: 'DELETE', headers })).status
    },
  }
}

async function addLeaver(app: App, token: string, i: number): Promise<Leaver> {
  const { tenant, id } = app.tenant
  const operator = operatorCaller(tenant, id)
  const { scim } = app.provisioning
  const directory = await app.provisioning.mounts[0]?.authenticate({
    authorization: `Bearer ${token}`,
    address: '127.0.0.1',
  })
  if (directory === undefined) throw new Error('there is no directory')
  const { person } = await createUser(scim, directory, {
    userName: `leaver.${i}@example.com`,
    displayName: `Leaver ${'abcdefghijklmnopqrstuvwxyz'[i % 26]}${i}`,
  })
  const caller = personCaller(tenant, id, person)
  const { value } = await app.writers.app.across(async (tx, entries) => {
    // As somebody who has added a second factor before.
    await tx.query({ text: `UPDATE identity.person SET state = 'active', active_ms = 1 WHERE id = $1` }, [
      person,
    ])
    const principal = personId(person)
    await addAssignment(
      tx,
      entries,
      app.requests,
      operator,
      { principal, role: 'administrator' },
      { requestedBy: 'operator' },
    )
    const browser = {
      cookie: undefined,
      userAgent: 'test',
      fetchSite: 'same-origin',
      origin: undefined,
      host: undefined,
      client: 'console',
    }
    return beginSession(tx, app.people, {
      tenant,
      person,
      state: 'full',
      amr: ['pwd', 'otp'],
      from: { address: '127.0.0.1', browser },
    })
  })
  const service = await createService(app.identity, caller, {
    name: `order importer ${'abcdefghijklmnopqrstuvwxyz'[i % 26]}${i}`,
  })
  const { key } = await createKey(app.identity, caller, { service: service.id })
  for (const grant of [
    { action: 'put', collection: 'orders', fields: FIELDS } as const,
    { action: 'read-metadata', collection: 'orders' } as const,
    { action: 'read-log' } as const,
  ])
    await createGrant(app.access, operator, { ...grant, principal: service.id })
  const cookie = value.cookies.map((line) => line.split(';', 1)[0]).join('; ')
  return { person: personId(person), cookie, service: service.id, key }
}

export interface OpenStream {
  /** Resolves when the connection has ended, however. */
  readonly ended: Promise<void>
  close(): void
}

/** An import that goes on: one record is in, and the body is not over. */
export async function openImport(url: string, key: string, record: string): Promise<OpenStream> {
  const sent = request(`${url}/v1/collections/orders/import`, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
  })
  const ended = over(sent)
  sent.write(`${JSON.stringify({ id: record, fields: { 'buyer.name': 'A B' } })}\n`)
  return { ended, close: () => sent.destroy() }
}

/** The log, followed live. */
export async function openFollow(url: string, key: string): Promise<OpenStream> {
  const sent = request(`${url}/v1/log/follow`, { agent: false, headers: { authorization: `Bearer ${key}` } })
  const ended = over(sent)
  sent.end()
  const [response] = await once(sent, 'response')
  if (response.statusCode !== 200) throw new Error(`follow: ${response.statusCode}`)
  response.resume()
  return { ended, close: () => sent.destroy() }
}

function over(sent: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    sent.on('error', () => resolve())
    sent.on('close', () => resolve())
    sent.on('response', (response) => {
      response.on('error', () => resolve())
      response.on('close', () => resolve())
      response.resume()
    })
  })
}

/** Whether a server still lets them in, by the key and by the session. */
export async function letsIn(url: string, leaver: Leaver): Promise<boolean> {
  const [byKey, bySession] = await Promise.all([
    fetch(`${url}/v1/collections/orders/records/nothing`, {
      headers: { authorization: `Bearer ${leaver.key}` },
    }),
    fetch(`${url}/v1/me/devices`, { headers: { cookie: leaver.cookie } }),
  ])
  await Promise.all([byKey.arrayBuffer(), bySession.arrayBuffer()])
  // Whoever may look is told that there is no such record.
  return byKey.status === 404 || bySession.status === 200
}
