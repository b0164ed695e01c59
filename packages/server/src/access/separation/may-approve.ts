/**
 * That one principal is, acts for, or is in the hands of another: a service of its owner and of whoever made its key, a group of its members.
 * Identities that belong to one human, and delegations, are given in both directions.
 */
export interface Link {
  readonly from: string
  readonly to: string
  readonly why: 'owner' | 'key' | 'linked' | 'member' | 'delegation'
}

export type Separation =
  | { readonly ok: true }
  /** The humans behind both sides. */
  | { readonly ok: false; readonly shared: readonly string[] }

/**
 * Separation of duties (invariant 9), the one place where it is decided: whoever approves must share no human with whoever asked or gains by
 * it, through however many services, groups, linked identities or delegations. Pure.
 */
export function mayApprove(
  approver: string,
  requester: string,
  beneficiaries: readonly string[],
  links: readonly Link[],
): Separation {
  const approving = behind([approver], links)
  const gaining = behind([requester, ...beneficiaries], links)
  const shared = [...approving].filter((principal) => gaining.has(principal))
  return shared.length === 0 ? { ok: true } : { ok: false, shared }
}

/** The principals themselves and everybody behind them. */
export function behind(principals: readonly string[], links: readonly Link[]): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of links) {
    const known = next.get(from)
    if (known === undefined) next.set(from, [to])
    else known.push(to)
  }
  const seen = new Set(principals)
  // A set that is added to while it is walked is walked to its new end.
  for (const principal of seen) for (const to of next.get(principal) ?? []) seen.add(to)
  return seen
}
