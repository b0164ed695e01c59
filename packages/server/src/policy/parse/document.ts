import { z } from 'zod'
import { COLLECTION_ACTIONS, TENANT_ACTIONS } from '../actions.ts'

/** The shape of policy.yaml. The published JSON Schema is generated from here, so descriptions are written for the policy's author. */

const NAME = /^[a-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/
const FIELD_NAME = /^[a-z][A-Za-z0-9]*(?:[._][A-Za-z0-9]+)*$/
const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const FACT = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/
const CLAUSE_ID = /^[A-Z]{1,3}[1-9][0-9]{0,3}$/
const PARAMETER_REF = /^\$[a-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/
/** Markup in a value would reach the published page. */
const PLAIN = /^[^<>{}[\]`\\\r\n]+$/

const name = z
  .string()
  .max(64)
  .regex(NAME, 'a name: letters, digits and underscores, starting with a small letter')
const kebab = z.string().max(64).regex(KEBAB, 'a name in small letters, digits and hyphens')
const names = z.array(name).max(200)
const fact = z
  .string()
  .max(100)
  .regex(FACT, 'a name of the form room.fact, such as retention.nothing-overdue')
const localText = z
  .strictObject({ en: z.string().min(1).max(2000), ja: z.string().min(1).max(2000) })
  .describe('The same text in English and Japanese.')
const shortText = z.strictObject({
  en: z.string().min(1).max(200).regex(PLAIN, 'plain text without markup'),
  ja: z.string().min(1).max(200).regex(PLAIN, 'plain text without markup'),
})

const ref = z.string().regex(PARAMETER_REF, 'a parameter: "$" and its name')
const count = z.int().min(0).max(1_000_000_000)
const countOrRef = z.union([count, ref])
const durationOrRef = z
  .string()
  .max(80)
  .describe('An ISO 8601 duration (P30D, P12M, PT1H) or "$" and the name of a parameter.')

export type DeadlineDocument =
  | { after: string; for: string }
  | { earliest: DeadlineDocument[] }
  | { latest: DeadlineDocument[] }

const deadline: z.ZodType<DeadlineDocument> = z.lazy(() =>
  z.union([
    z.strictObject({ after: name, for: durationOrRef }),
    z.strictObject({ earliest: z.array(deadline).min(1).max(50) }),
    z.strictObject({ latest: z.array(deadline).min(1).max(50) }),
  ]),
)

const parameterValue = z.union([
  z.number().min(0).max(1e12),
  z.string().min(1).max(200).regex(PLAIN, 'plain text'),
])
const limit = z.strictObject({ value: parameterValue, from: name })
const authority = z.strictObject({
  from: name,
  at_least: parameterValue.optional(),
  at_most: parameterValue.optional(),
})

const parameter = z
  .union([
    parameterValue,
    z.strictObject({
      value: parameterValue.optional(),
      unit: shortText.optional(),
      authorities: z.array(authority).max(20).optional(),
      floor: limit.optional(),
      ceiling: limit.optional(),
    }),
  ])
  .describe(
    'A number, duration or text that the policy text cites. The strictest of value and authorities is in force.',
  )

const mask = z
  .union([
    z.strictObject({ text: z.string().max(100) }),
    z.strictObject({ keep_start: countOrRef, keep_end: countOrRef }),
  ])
  .describe('What is shown instead of the value: a constant text, or the value with only its ends kept.')

const field = z.strictObject({
  class: name,
  type: z.enum(['text', 'number', 'date', 'time', 'json', 'bytes']).optional(),
  search: z.enum(['none', 'exact']).optional(),
  normalise: z.enum(['text', 'email', 'phone']).optional(),
  required: z.boolean().optional(),
  max_bytes: countOrRef.optional(),
  mask: mask.optional(),
  values: z
    .union([z.literal('many'), z.literal('few')])
    .optional()
    .describe('How many different values there can be. An index over few values gives them away.'),
})

const retention = z.strictObject({
  classes: names.min(1),
  destroy: deadline,
  else: deadline.optional().describe('Until "destroy" has a date: what never happens still ends.'),
  while: kebab.optional().describe('A purpose whose legal basis lasts as long as the data is kept.'),
  bucket: z.enum(['day', 'law']).optional(),
})

const fieldName = z.string().max(100).regex(FIELD_NAME, 'a field name such as buyer.email')

const collection = z.strictObject({
  role: z.union([z.literal('controller'), z.strictObject({ processor: z.string().min(1).max(200) })]),
  subjects: z.record(name, fieldName).optional(),
  fields: z.record(fieldName, field),
  events: names.optional(),
  retention: z.array(retention).max(100).optional(),
  max_record_bytes: countOrRef.optional(),
})

const basis = z.enum([
  'consent',
  'contract',
  'legal-obligation',
  'vital-interests',
  'public-task',
  'legitimate-interests',
])

const clause = z.strictObject({
  checks: z.array(fact).max(50).optional(),
  controls: z.array(fact).max(50).optional(),
  duties: z.array(fact).max(50).optional(),
  unknown: localText.optional().describe('Why nothing measures this promise, or not all of it, yet.'),
})

const roleGrant = z.strictObject({
  collection: name,
  actions: z.array(z.enum(COLLECTION_ACTIONS)).min(1).max(20),
  classes: names.optional().describe('All fields that these classes have.'),
  fields: z.array(fieldName).max(500).optional(),
  purpose: kebab.optional().describe('Needed to reveal and to search.'),
  masked: z.boolean().optional().describe('Only masked values are shown.'),
})

const role = z
  .strictObject({
    title: shortText,
    actions: z.array(z.enum(TENANT_ACTIONS)).max(50).optional().describe('What is not about a collection.'),
    grants: z.array(roleGrant).max(200).optional(),
  })
  .describe('What whoever is given this role may do. Nobody has it by itself.')

const staff = z
  .strictObject({
    company_devices: z
      .enum(['required', 'optional'])
      .optional()
      .describe('Whether people work on approved company devices only. Required when left out.'),
    elsewhere: z
      .record(kebab, shortText)
      .optional()
      .describe('Systems beside this one where access ends too when somebody leaves: a task for each.'),
    password_words: z
      .array(z.string().min(2).max(64))
      .max(200)
      .optional()
      .describe('Words of the company that no password may hold: its names, products and projects.'),
  })
  .describe('What holds for the people who work here.')

export const policyDocument = z
  .strictObject({
    azukari: z.literal(1).describe('The version of this format.'),
    policy: kebab,
    region: z
      .string()
      .regex(/^[A-Z]{2}$/, 'a country code of two capital letters, such as JP')
      .optional(),
    authorities: z
      .record(name, shortText)
      .optional()
      .describe('Who has a say in the parameters, as people read it.'),
    parameters: z.record(name, parameter).optional(),
    classes: z.record(
      name,
      z.strictObject({ personal: z.boolean().optional(), strictest: z.boolean().optional() }),
    ),
    purposes: z.record(kebab, z.strictObject({ basis, classes: names.min(1), text: localText.optional() })),
    collections: z.record(name, collection),
    roles: z.record(kebab, role).optional(),
    staff: staff.optional(),
    clauses: z.record(z.string().regex(CLAUSE_ID, 'a clause id such as A8'), clause).optional(),
  })
  .describe('What runs: one policy.')

export type PolicyDocument = z.infer<typeof policyDocument>
export type CollectionDocument = z.infer<typeof collection>
export type FieldDocument = z.infer<typeof field>
export type ParameterDocument = z.infer<typeof parameter>
export type RoleDocument = z.infer<typeof role>
export type RoleGrantDocument = z.infer<typeof roleGrant>
