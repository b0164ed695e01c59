import { z } from 'zod'
import { overloaded } from '../../platform/batcher.ts'
import { type Route, route } from '../../platform/route.ts'
import { passwordRefused, personNeeded, signInRefused, signInThrottled } from '../errors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { passwordText } from '../people/wire.ts'
import { signedIn } from '../sessions/me-routes.ts'
import { changePassword } from './change-password.ts'

export function passwordRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'me.change-password',
      method: 'POST',
      path: '/me/password',
      summary: 'Change one’s password; all other sessions end',
      access: 'session',
      body: z.strictObject({ current: passwordText.optional(), new: passwordText }),
      reply: z.object({ changed: z.literal(true) }),
      statuses: [200],
      errors: [personNeeded, passwordRefused, signInRefused, signInThrottled, overloaded],
      bodyLimit: 16_384,
      async handle({ caller, body, address, browser }) {
        const input = { current: body.current, next: body.new, from: { address, browser } }
        const cookies = await changePassword(deps, signedIn(caller), input)
        return { status: 200, body: { changed: true as const }, cookies }
      },
    }),
  ]
}
