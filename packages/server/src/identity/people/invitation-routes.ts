import { z } from 'zod'
import { overloaded } from '../../platform/batcher.ts'
import { type Route, route } from '../../platform/route.ts'
import {
  crossSiteRefused,
  invitationInvalid,
  ownAccountRefused,
  passwordRefused,
  personNotFound,
  personStateWrong,
} from '../errors.ts'
import { requireOwnPage } from '../sessions/same-origin.ts'
import { idText, instant, toIso } from '../wire.ts'
import { addPersonErrors } from './add-person.ts'
import { type Invitation, inviteAgain, invitePerson } from './invite-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { redeemInvitation } from './redeem-invitation.ts'
import { emailText, localeText, passwordText, personName, userNameText, zoneText } from './wire.ts'

const manage = { action: 'manage-people' } as const
const invitationReply = z.object({
  id: idText('inv'),
  person: idText('per'),
  link: z.string().describe('Shown here and never again; works once'),
  expires: instant,
})
const invitationToWire = ({ expiresMs, ...invitation }: Invitation) => ({
  ...invitation,
  expires: toIso(expiresMs),
})

export function invitationRoutes(deps: PeopleDeps): readonly Route[] {
  return [inviteRoute(deps), againRoute(deps), redeemRoute(deps)]
}

const inviteRoute = (deps: PeopleDeps) =>
  route({
    operation: 'person.invite',
    method: 'POST',
    path: '/people/invitations',
    summary: 'Invite a person by a one-time link',
    access: manage,
    body: z.strictObject({
      name: personName,
      userName: userNameText,
      email: emailText,
      locale: localeText,
      zone: zoneText.optional(),
      roles: z.array(z.string().min(1).max(64)).max(20).optional(),
    }),
    reply: invitationReply,
    statuses: [201],
    errors: [...addPersonErrors, ...deps.roles.errors],
    bodyLimit: 16_384,
    async handle({ caller, body }) {
      return { status: 201, body: invitationToWire(await invitePerson(deps, caller, body)) }
    },
  })

const againRoute = (deps: PeopleDeps) =>
  route({
    operation: 'person.invite-again',
    method: 'POST',
    path: '/people/{person}/invite-again',
    summary: 'Another link for somebody who was invited and has not come',
    access: manage,
    params: z.strictObject({ person: idText('per') }),
    reply: invitationReply,
    statuses: [201],
    errors: [personNotFound, personStateWrong, ownAccountRefused],
    async handle({ caller, params: { person } }) {
      return { status: 201, body: invitationToWire(await inviteAgain(deps, caller, person)) }
    },
  })

const redeemRoute = (deps: PeopleDeps) =>
  route({
    operation: 'invitation.redeem',
    method: 'POST',
    path: '/invitations/redeem',
    summary: 'Take an invitation: choose a password, then add a second factor',
    access: 'public',
    body: z.strictObject({ token: z.string().max(128), password: passwordText.optional() }),
    reply: z.object({ person: idText('per'), state: z.literal('enrol_needed') }),
    statuses: [200],
    errors: [invitationInvalid, passwordRefused, crossSiteRefused, overloaded],
    bodyLimit: 16_384,
    async handle({ body, address, browser }) {
      requireOwnPage(browser)
      const { person, cookies } = await redeemInvitation(deps, { ...body, from: { address, browser } })
      return { status: 200, body: { person, state: 'enrol_needed' as const }, cookies }
    },
  })
