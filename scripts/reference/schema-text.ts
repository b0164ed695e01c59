/** A JSON schema, as far as our document uses it. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly format?: string
  readonly description?: string
}

export type Schemas = Readonly<Record<string, Schema>>

/** A schema as a person reads it: members one a line, `?` where one may be left out. References are written out. */
export function schemaText(schema: Schema, schemas: Schemas, indent = ''): string {
  const name = schema.$ref?.replace('#/components/schemas/', '')
  if (name !== undefined) {
    const found = schemas[name]
    return found === undefined ? name : schemaText(found, schemas, indent)
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => schemaText(one, schemas, indent)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  if (schema.type === 'array') return `[${schemaText(schema.items ?? {}, schemas, indent)}, …]`
  if (schema.type === 'object') return objectText(schema, schemas, indent)
  if (schema.format === 'date-time') return 'instant'
  return typeof schema.type === 'string' ? schema.type : 'any'
}

function objectText(schema: Schema, schemas: Schemas, indent: string): string {
  const members = Object.entries(schema.properties ?? {})
  const inner = `${indent}  `
  if (members.length === 0) {
    const value = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
    return `{ <name>: ${schemaText(value, schemas, inner)}, … }`
  }
  const lines = members.map(([name, member]) => {
    const mark = schema.required?.includes(name) ? '' : '?'
    const about = member.description === undefined ? '' : `   // ${member.description}`
    return `${inner}${name}${mark}: ${schemaText(member, schemas, inner)}${about}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}
