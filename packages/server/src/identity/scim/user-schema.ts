import { attribute, type ResourceSchema } from './schema.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** Of RFC 7643 §4.1 what signing in needs. Telephone numbers, addresses and the like of staff are not kept, so they are not declared. */
export const userSchema: ResourceSchema = {
  id: USER,
  name: 'User',
  description: 'A person',
  attributes: [
    attribute('userName', 'By which the person signs in', { required: true, uniqueness: 'server' }),
    attribute('name', 'The parts of the name', {
      type: 'complex',
      subAttributes: [
        attribute('formatted', 'The whole name'),
        attribute('familyName', 'The family name'),
        attribute('givenName', 'The given name'),
      ],
    }),
    attribute('displayName', 'The name that is shown'),
    attribute('preferredLanguage', 'Language of the pages'),
    attribute('locale', 'Form of dates and numbers'),
    attribute('timezone', 'Time zone'),
    attribute('active', 'Whether the person belongs here; false ends all access at once', {
      type: 'boolean',
    }),
    attribute('emails', 'Addresses for mail', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'The address'),
        attribute('type', 'What it is for', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'Whether it is the one that is used', { type: 'boolean' }),
      ],
    }),
    attribute('groups', 'Groups the person is in; changed at the groups', {
      type: 'complex',
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        attribute('value', 'Id of the group', { caseExact: true, mutability: 'readOnly' }),
        attribute('$ref', 'Where the group is', {
          type: 'reference',
          caseExact: true,
          referenceTypes: ['Group'],
          mutability: 'readOnly',
        }),
        attribute('display', 'Name of the group', { mutability: 'readOnly' }),
      ],
    }),
  ],
}

/** Attributes that providers send by default and we do not keep (RFC 7643 §4.1): passed over instead of refused. */
export const NOT_KEPT: ReadonlySet<string> = new Set(
  [
    'nickName',
    'profileUrl',
    'title',
    'userType',
    'password',
    'phoneNumbers',
    'ims',
    'photos',
    'addresses',
    'entitlements',
    'roles',
    'x509Certificates',
  ].map((name) => name.toLowerCase()),
)
