import { attribute, type ResourceSchema } from './schema.ts'

export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export const groupSchema: ResourceSchema = {
  id: GROUP,
  name: 'Group',
  description: 'A group of people; a role can follow from being in it',
  attributes: [
    attribute('displayName', 'Its name', { required: true }),
    attribute('members', 'Who is in it', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'Id of the person', { caseExact: true, mutability: 'immutable' }),
        attribute('$ref', 'Where the person is', {
          type: 'reference',
          caseExact: true,
          referenceTypes: ['User'],
          mutability: 'immutable',
        }),
        attribute('type', 'What kind of member', { canonicalValues: ['User'], mutability: 'immutable' }),
        attribute('display', 'Name of the person', { mutability: 'readOnly' }),
      ],
    }),
  ],
}
