import { z } from 'zod'
import { overloaded } from '../../platform/batcher.ts'
import { type Route, route } from '../../platform/route.ts'
import { crossSiteRefused, passwordRefused, setupLinkInvalid } from '../errors.ts'
import { requireOwnPage } from '../sessions/same-origin.ts'
import { idText } from '../wire.ts'
import { addPersonErrors } from './add-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { setUpPerson } from './set-up-person.ts'
import { emailText, localeText, passwordText, personName, userNameText, zoneText } from './wire.ts'

/** Public because nobody is there before it: what opens it is the token, once. */
export function setUpRoute(deps: PeopleDeps): Route {
  return route({
    operation: 'setup.person',
    method: 'POST',
    path: '/setup/person',
    summary: 'Turn the one-time set-up link into the first administrator, who then adds a second factor',
    access: 'public',
    body: z.strictObject({
      token: z.string().max(128),
      name: personName,
      userName: userNameText,
      email: emailText,
      locale: localeText,
      zone: zoneText,
      password: passwordText.optional(),
    }),
    reply: z.object({ person: idText('per'), state: z.literal('enrol_needed') }),
    statuses: [201],
    errors: [setupLinkInvalid, ...addPersonErrors, passwordRefused, crossSiteRefused, overloaded],
    bodyLimit: 16_384,
    async handle({ body, address, browser }) {
      requireOwnPage(browser)
      const { person, cookies } = await setUpPerson(deps, { ...body, from: { address, browser } })
      return { status: 201, body: { person, state: 'enrol_needed' as const }, cookies }
    },
  })
}
