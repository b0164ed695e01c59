export type JsonSchema = Readonly<Record<string, unknown>>

/** A JSON schema (2020-12, as our documents use it) as a TypeScript type. What it does not know becomes `unknown`, never `any`. */
export function typeOf(schema: unknown): string {
  if (schema === false) return 'never'
  if (typeof schema !== 'object' || schema === null) return 'unknown'
  const s = schema as JsonSchema
  if (typeof s.$ref === 'string') return refName(s.$ref)
  if ('const' in s) return JSON.stringify(s.const)
  if (Array.isArray(s.enum)) return s.enum.map((value) => JSON.stringify(value)).join(' | ') || 'never'
  const alternatives = s.anyOf ?? s.oneOf
  if (Array.isArray(alternatives)) return union(alternatives.map(typeOf))
  if (Array.isArray(s.allOf)) return s.allOf.map(typeOf).map(grouped).join(' & ')
  if (Array.isArray(s.type)) return union(s.type.map((type) => typeOf({ ...s, type })))
  switch (s.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return s.type
    case 'number':
    case 'integer':
      return 'number'
    case 'array':
      return arrayType(s)
    case 'object':
      return objectType(s)
    default:
      return 'unknown'
  }
}

/** `Name` of `#/components/schemas/Name`, `Name_def` of a definition below it. */
export function refName(reference: string): string {
  const [, name, definition] = /^#\/components\/schemas\/(\w+)(?:\/\$defs\/(\w+))?$/.exec(reference) ?? []
  if (name === undefined) throw new Error(`a reference the generator does not follow: ${reference}`)
  return definition === undefined ? name : `${name}_${definition}`
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ')
}

function grouped(type: string): string {
  return type.includes(' | ') ? `(${type})` : type
}

function arrayType(s: JsonSchema): string {
  if (Array.isArray(s.prefixItems)) return `readonly [${s.prefixItems.map(typeOf).join(', ')}]`
  return `readonly ${grouped(typeOf(s.items ?? {}))}[]`
}

function objectType(s: JsonSchema): string {
  const properties = Object.entries((s.properties ?? {}) as Record<string, unknown>)
  const required = (s.required ?? []) as readonly string[]
  const members = properties.map(([name, property]) => member(name, property, required.includes(name)))
  if (typeof s.additionalProperties === 'object' && s.additionalProperties !== null) {
    const record = `Readonly<Record<string, ${typeOf(s.additionalProperties)}>>`
    return members.length === 0 ? record : `{ ${members.join('; ')} } & ${record}`
  }
  if (members.length === 0) return 'Readonly<Record<string, unknown>>'
  return `{ ${members.join('; ')} }`
}

function member(name: string, schema: unknown, required: boolean): string {
  const type = typeOf(schema)
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
  return required ? `readonly ${key}: ${type}` : `readonly ${key}?: ${type} | undefined`
}
