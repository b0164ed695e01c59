import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import type { Route } from '../platform/route.ts'
import { checkRoutes, compileRoute, RouteDeclarationError } from './compile-route.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { startServer } from './test-support/start-server.ts'

const base: Route = {
  operation: 'thing.get',
  method: 'GET',
  path: '/things/{id}',
  summary: 'A thing',
  access: 'key',
  params: z.strictObject({ id: z.string() }),
  statuses: [200],
  errors: [],
  handle: async () => ({ status: 200 }),
}
const compile = (change: Partial<Route>) => compileRoute({ ...base, ...change } as Route, DEFAULT_LIMITS)
const refused = (change: Partial<Route>) => assert.throws(() => compile(change), RouteDeclarationError)

test('a route that cannot be served as declared stops the start', () => {
  assert.ok(compile({}))
  refused({ path: 'things/{id}' })
  refused({ path: '/things//{id}' })
  refused({ path: '/things/{id}.{kind}' })
  refused({ path: '/things/{other}' })
  refused({ path: '/things' })
  refused({ path: '/things/{id+}/more' })
  refused({ path: '/{tenant}', params: z.strictObject({ tenant: z.string() }) })
  refused({ body: z.string() })
  refused({ method: 'PUT', body: z.string(), streams: 'text/plain' })
  refused({ access: undefined as unknown as 'key' })
})

test('two routes for one place, or two operations with one name, stop the start', () => {
  const other = {
    operation: 'thing.other',
    path: '/things/{name}',
    params: z.strictObject({ name: z.string() }),
  }
  assert.throws(() => checkRoutes([compile({}), compile(other)]), RouteDeclarationError)
  assert.throws(() => checkRoutes([compile({}), compile({ method: 'DELETE' })]), RouteDeclarationError)
  checkRoutes([compile({}), compile({ ...other, method: 'DELETE' })])
})

test('under check, a reply that is not as declared is an error', async (t) => {
  const replies: Awaited<ReturnType<Route['handle']>>[] = [
    { status: 200, body: { n: 1 } },
    { status: 200, body: { n: 'one' } },
    { status: 201, body: { n: 1 } },
  ]
  const { url } = await startServer(t, [
    {
      ...base,
      access: 'public',
      reply: z.strictObject({ n: z.number() }),
      handle: async (x) => replies[Number((x.params as { id: string }).id)] ?? { status: 200 },
    } as Route,
  ])
  const statusOf = async (id: number) => (await fetch(`${url}/v1/things/${id}`)).status
  assert.deepEqual([await statusOf(0), await statusOf(1), await statusOf(2)], [200, 500, 500])
})
