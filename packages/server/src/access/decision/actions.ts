// The words stand in the policy room, whose roles are written with them; what they let anybody do is decided here.
export {
  type Action,
  COLLECTION_ACTIONS,
  type CollectionAction,
  type CollectionRule,
  collectionRule,
  isTenantAction,
  TENANT_ACTIONS,
  type TenantAction,
} from '../../policy/index.ts'
