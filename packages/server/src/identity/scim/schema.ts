export type AttributeType = 'string' | 'boolean' | 'dateTime' | 'reference' | 'complex'

/** One attribute as RFC 7643 §7 describes it, and nothing we would not keep. */
export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  readonly returned: 'always' | 'never' | 'default' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly Attribute[]
}

export interface ResourceSchema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

/** A resource in SCIM's JSON, with attributes under their canonical names. */
export type Resource = Readonly<Record<string, unknown>>

export function attribute(
  name: string,
  description: string,
  more: Partial<Omit<Attribute, 'name' | 'description'>> = {},
): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...more,
  }
}

const readOnly = { mutability: 'readOnly' } as const

/** Every resource has these; they stand in no schema (RFC 7643 §3.1). */
export const COMMON: readonly Attribute[] = [
  attribute('schemas', 'What the resource is made of', {
    type: 'reference',
    multiValued: true,
    returned: 'always',
    ...readOnly,
  }),
  attribute('id', 'Its id here', { caseExact: true, returned: 'always', uniqueness: 'server', ...readOnly }),
  attribute('externalId', 'Its id at the provider', { caseExact: true }),
  attribute('meta', 'About the resource', {
    type: 'complex',
    ...readOnly,
    subAttributes: [
      attribute('resourceType', 'User or Group', { caseExact: true, ...readOnly }),
      attribute('created', 'When it was made', { type: 'dateTime', caseExact: true, ...readOnly }),
      attribute('lastModified', 'When it last changed', { type: 'dateTime', caseExact: true, ...readOnly }),
      attribute('location', 'Where it is', { type: 'reference', caseExact: true, ...readOnly }),
      attribute('version', 'Its version', { caseExact: true, ...readOnly }),
    ],
  }),
]

/** An attribute of a resource by name, which has no case (RFC 7643 §2.1); undefined when it is not kept. */
export function findAttribute(schema: ResourceSchema, name: string): Attribute | undefined {
  return byName(schema.attributes, name) ?? byName(COMMON, name)
}

export function findSub(parent: Attribute, name: string): Attribute | undefined {
  return byName(parent.subAttributes ?? [], name)
}

function byName(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const wanted = name.toLowerCase()
  return attributes.find((a) => a.name.toLowerCase() === wanted)
}
