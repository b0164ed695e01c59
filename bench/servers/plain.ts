import Fastify from 'fastify'
import pg from 'pg'

/**
 * The baseline: what a developer would otherwise write. Fastify, one plaintext INSERT or SELECT a request, named statements, a pool of ten; no key, no
 * decision, no log, no index but the primary key.
 */
const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 10 })
await pool.query(
  'CREATE TABLE IF NOT EXISTS public.plain (id text PRIMARY KEY, fields jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now())',
)

const app = Fastify()

app.put<{ Params: { id: string }; Body: { fields: unknown } }>('/plain/:id', async (request, reply) => {
  await pool.query({
    name: 'plain-insert',
    text: 'INSERT INTO public.plain (id, fields) VALUES ($1, $2)',
    values: [request.params.id, JSON.stringify(request.body.fields)],
  })
  return reply.code(201).send({ id: request.params.id })
})

app.post<{ Params: { id: string } }>('/plain/:id/read', async (request, reply) => {
  const { rows } = await pool.query<{ fields: unknown }>({
    name: 'plain-select',
    text: 'SELECT fields FROM public.plain WHERE id = $1',
    values: [request.params.id],
  })
  return rows[0] ? { fields: rows[0].fields } : reply.code(404).send({})
})

const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`)
process.on('SIGTERM', () => {
  void app.close().then(() => pool.end())
})
