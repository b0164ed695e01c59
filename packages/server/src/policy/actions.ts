/** What can be done to the records of a collection. Closed: what is not here cannot be granted. */
export const COLLECTION_ACTIONS = [
  'put',
  'reveal',
  'search',
  'event',
  'advance-deadline',
  'delete',
  'erase-owner',
  'speak-for-owner',
  'read-metadata',
  'import',
] as const

/** What is not about a collection. */
export const TENANT_ACTIONS = [
  'manage',
  'manage-policy',
  'manage-people',
  'manage-network',
  'approve-access',
  'approve-change',
  'review-access',
  'request-case',
  'read-access',
  'read-data',
  'read-log',
  'read-status',
  'report-scan',
  'make-sample',
] as const

export type CollectionAction = (typeof COLLECTION_ACTIONS)[number]
export type TenantAction = (typeof TENANT_ACTIONS)[number]
export type Action = CollectionAction | TenantAction

export interface CollectionRule {
  /** `some`: needs at least one field; `any`: may touch fields, each of which needs a grant; `none`: grants name none. */
  readonly fields: 'some' | 'any' | 'none'
  /** Whether a purpose must be stated and granted. */
  readonly purpose: boolean
}

const VALUES_OUT: CollectionRule = { fields: 'some', purpose: true }
const VALUES_IN: CollectionRule = { fields: 'any', purpose: false }
const NO_VALUES: CollectionRule = { fields: 'none', purpose: false }

const RULES: ReadonlyMap<string, CollectionRule> = new Map(
  Object.entries({
    put: VALUES_IN,
    reveal: VALUES_OUT,
    search: VALUES_OUT,
    event: NO_VALUES,
    'advance-deadline': NO_VALUES,
    delete: NO_VALUES,
    'erase-owner': NO_VALUES,
    'speak-for-owner': NO_VALUES,
    'read-metadata': NO_VALUES,
    import: VALUES_IN,
  } satisfies Record<CollectionAction, CollectionRule>),
)

/** The rule of an action on a collection; undefined for any other text. */
export const collectionRule = (action: string): CollectionRule | undefined => RULES.get(action)

const tenantActions: ReadonlySet<string> = new Set(TENANT_ACTIONS)
/** Whether an action is on a tenant as a whole, and no collection. */
export const isTenantAction = (action: string): action is TenantAction => tenantActions.has(action)
