import type { ScimScene } from './test-scim.ts'

/** For tests only: somebody as a directory tells of them. */

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export const anna = {
  schemas: [USER],
  externalId: 'A-1',
  userName: 'Anna.Berg@example.com',
  name: { givenName: 'Anna', familyName: 'Berg' },
  emails: [{ value: 'anna.berg@example.com', type: 'work', primary: true }],
  active: true,
}
export const make = (s: ScimScene, more: object = {}) => s.send('POST', '/Users', { ...anna, ...more })
export const find = (s: ScimScene, filter: string) =>
  s.send('GET', `/Users?filter=${encodeURIComponent(filter)}`)
