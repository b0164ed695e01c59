import type { z } from 'zod'
import { inputSchema } from '../request/validation.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** A zod schema as a JSON schema that can stand at `place` in the document: references are made to start from the document's root. */
export function schemaAt(schema: z.ZodType, place: string): JsonSchema {
  const { $schema: _, ...json } = inputSchema(schema)
  return rebase(json, place) as JsonSchema
}

function rebase(node: unknown, place: string): unknown {
  if (Array.isArray(node)) return node.map((item) => rebase(item, place))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== '~standard')
      .map(([name, value]) =>
        name === '$ref' && typeof value === 'string' && value.startsWith('#')
          ? [name, `${place}${value.slice(1)}`]
          : [name, rebase(value, place)],
      ),
  )
}

export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'RFC 9457 problem details',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { type: 'string', description: 'urn:azukari:error: and the code' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What was wrong this time; never a value' },
    code: { type: 'string', description: 'Stable; made for programs' },
    instance: { type: 'string', description: 'Id of the request' },
    where: {
      type: 'object',
      description: 'The place in the input',
      properties: {
        pointer: { type: 'string' },
        file: { type: 'string' },
        line: { type: 'integer' },
        column: { type: 'integer' },
        index: { type: 'integer' },
      },
    },
    fix: { type: 'string', description: 'What to do about it' },
  },
}
