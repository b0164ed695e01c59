import type { Api } from './api.ts'
import { LABEL, type Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

/** Requests that a policy must refuse; each refusal names the clause, and each is in the log like any other act. */
export async function refuse(scene: Scene, teller: Teller): Promise<Figures> {
  const { printer, support, importer } = scene.services
  const order = scene.madeUp.orders.find((o) => o.fate === 'unshipped')
  const id = order?.id ?? ''
  const tries: readonly (readonly [string, Api, string | undefined, readonly string[], string])[] = [
    ['The label printer states no purpose', printer, undefined, LABEL, 'purpose_missing'],
    [
      'The label printer states a purpose the policy does not know',
      printer,
      'marketing',
      LABEL,
      'purpose_unknown',
    ],
    ['The label printer says it is for tax', printer, 'tax', LABEL, 'purpose_too_narrow'],
    [
      'The label printer asks for the e-mail address too',
      printer,
      'fulfilment',
      [...LABEL, 'buyer.email'],
      'grant_without_field',
    ],
    [
      'The label printer says it is for customer support',
      printer,
      'customer-support',
      LABEL,
      'grant_for_other_purpose',
    ],
    ['The helpdesk tool asks for an address', support, 'customer-support', LABEL, 'no_grant'],
    ['The importer asks for what it put in itself', importer, 'fulfilment', LABEL, 'no_grant'],
  ]
  const promised = scene.app.policy.clauseOf('default-deny')
  const clauses = new Set<string>()
  let valued = 0
  for (const [what, api, purpose, fields, reason] of tries) {
    const { status, body } = await api.reveal(id, purpose, fields)
    scene.counts.refused += 1
    if ('fields' in body) valued += 1
    if (body.clause) clauses.add(body.clause)
    const right = status === 403 && body.clause === promised && body.reason === reason
    teller.claim(
      right,
      `${what}: ${status}, clause ${body.clause ?? 'none'} (${body.reason ?? body.code ?? 'no reason'}).`,
    )
  }
  teller.claim(valued === 0, 'No refusal carried a value.')
  return { refused: tries.length, clauses: [...clauses] }
}
