import { type LoadedPolicy, loadPolicyFiles } from '../src/policy/index.ts'

/**
 * A policy of a few collections for tests: every type of field, every kind of bucket, a subject, masks, required fields. `orders` has a group that dies a
 * month after shipping, one that the law retains, and one without a rule; `accounts` has no final deadline while the contract runs.
 */
export const SMALL = `
azukari: 1
policy: small
region: JP
classes:
  contact: { personal: true }
  address: { personal: true }
  tax: { personal: true }
  order: {}
purposes:
  fulfilment: { basis: contract, classes: [contact, address, order] }
  support: { basis: contract, classes: [contact] }
  tax: { basis: legal-obligation, classes: [tax, order] }
collections:
  orders:
    role: controller
    subjects: { buyer: email }
    max_record_bytes: 20000
    events: [purchased, shipped, delivered, cancelled]
    retention:
      - classes: [contact, address]
        destroy:
          earliest:
            - { after: shipped, for: P30D }
            - { after: cancelled, for: P7D }
        else: { earliest: [{ after: purchased, for: P90D }, { after: created, for: P90D }] }
      - { classes: [tax], destroy: { after: shipped, for: P1Y }, else: { after: created, for: P2Y }, bucket: law }
    fields:
      name: { class: contact, search: exact, max_bytes: 200 }
      email: { class: contact, normalise: email, search: exact }
      phone: { class: contact, normalise: phone, mask: { keep_start: 0, keep_end: 4 } }
      gift: { class: contact, mask: { text: '[gift]' } }
      line1: { class: address }
      vat: { class: tax }
      sku: { class: order }
      count: { class: order, type: number }
      day: { class: order, type: date }
      at: { class: order, type: time }
      blob: { class: order, type: bytes, max_bytes: 100 }
      items: { class: order, type: json, max_bytes: 10000 }
      items.personal: { class: contact, type: json, max_bytes: 10000 }
  tickets:
    role: controller
    events: [closed]
    retention:
      - { classes: [contact], destroy: { after: closed, for: P7D }, else: { after: created, for: P1Y } }
    fields:
      subject: { class: contact, required: true }
      name: { class: contact, search: exact }
  accounts:
    role: controller
    events: [closed]
    retention:
      - { classes: [contact], destroy: { after: closed, for: P7D }, while: support }
    fields:
      name: { class: contact, search: exact }
clauses:
  A3: { checks: [access.every-grant-approved], controls: [access.decide, access.case, vault.state-purpose] }
  A8: { checks: [retention.nothing-overdue, retention.sweep-alive], controls: [retention.sweep] }
  A9: { unknown: { en: Nothing measures it yet., ja: まだ計測していません。 } }
`

const CLAUSE = /^ {2}([A-Z]\d+):/gm

/** A policy from its text, with the shortest texts for people that name its clauses. Throws `policy_invalid`. */
export function policyOf(yaml: string): LoadedPolicy {
  const clauses = [...yaml.matchAll(CLAUSE)].map((match) => match[1])
  const text = (title: string, word: string) =>
    `# ${title}\n\n${clauses.map((id) => `## ${word} {#${id}}\n${word}.\n`).join('\n')}`
  const files = {
    'policy.en.md': text('Policy', 'Clause'),
    'policy.ja.md': text('規程', '条項'),
    'policy.yaml': yaml,
  }
  return loadPolicyFiles(
    new Map(Object.entries(files).map(([path, body]) => [path, Buffer.from(body, 'utf8')])),
  )
}
