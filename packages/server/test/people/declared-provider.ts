import type { SignOnProvider } from '../../src/identity/index.ts'

export const SECRET = 'a secret of the tests'

/** A provider as the configuration of a company would declare it: nobody's roles follow from its groups, and whoever comes is made. */
export const declaredProvider = (
  id: string,
  issuer: string,
  more: Partial<SignOnProvider> = {},
): SignOnProvider => ({
  id,
  title: id,
  issuer,
  clientId: 'azukari',
  clientSecret: SECRET,
  scopes: 'openid profile email',
  algorithm: 'RS256',
  amr: ['mfa'],
  acr: [],
  groupsClaim: 'groups',
  groups: {},
  creates: true,
  match: 'none',
  ...more,
})
