import { GROUP, groupSchema } from './group-schema.ts'
import type { Resource, ResourceSchema } from './schema.ts'
import { USER, userSchema } from './user-schema.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
export const MOST_RESULTS = 200

/** RFC 7643 §5. */
export function serviceProviderConfig(base: string): Resource {
  return {
    schemas: [`${CORE}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: MOST_RESULTS },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Provisioning token',
        description: 'A token made for this directory, in the header Authorization: Bearer azc_…',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  }
}

const types: readonly { name: string; endpoint: string; schema: string; description: string }[] = [
  { name: 'User', endpoint: '/Users', schema: USER, description: userSchema.description },
  { name: 'Group', endpoint: '/Groups', schema: GROUP, description: groupSchema.description },
]

/** RFC 7643 §6. */
export function resourceTypes(base: string): Resource[] {
  return types.map(({ name, endpoint, schema, description }) => ({
    schemas: [`${CORE}:ResourceType`],
    id: name,
    name,
    description,
    endpoint,
    schema,
    schemaExtensions: [],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }))
}

/** RFC 7643 §7. */
export function schemas(base: string): Resource[] {
  return [userSchema, groupSchema].map((schema: ResourceSchema) => ({
    schemas: [`${CORE}:Schema`],
    ...schema,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` },
  }))
}
