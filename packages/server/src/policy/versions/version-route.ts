import { z } from 'zod'
import type { Database } from '../../platform/db.ts'
import { type Route, route } from '../../platform/route.ts'
import { versionNotFound } from '../errors.ts'
import { readVersionFiles } from './version-files.ts'

/** An applied version as it was written, so that it can be read, compared and changed. Nothing in a policy is personal. */
export const versionRoute = ({ database }: { readonly database: Database }): Route =>
  route({
    operation: 'policy.version',
    method: 'GET',
    path: '/policy/versions/{version}',
    summary: 'The files of an applied policy version, as they were proposed',
    access: { action: 'read-status' },
    params: z.object({ version: z.coerce.number().int().min(1).max(2_147_483_647) }),
    reply: z.object({ version: z.int(), files: z.record(z.string(), z.string()) }),
    statuses: [200],
    errors: [versionNotFound],
    async handle({ params: { version } }) {
      const files = await readVersionFiles(database.across.read, version)
      const texts = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')] as const)
      return { status: 200, body: { version, files: Object.fromEntries(texts) } }
    },
  })
