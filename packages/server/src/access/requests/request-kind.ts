import type { z } from 'zod'
import type { Audited, AuditWriter, Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { ErrorMaker } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { TenantAction } from '../../policy/index.ts'
import { requestKindUnknown } from '../errors.ts'

/** Ids, names from the policy and numbers. Kept as they are, so nothing personal. */
export type RequestPayload = Readonly<Record<string, unknown>>
export type RequestEffect = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** How a request came to run. */
export interface Approval {
  readonly tenant: number
  readonly tenantId: string
  /** `req_…` */
  readonly request: string
  readonly requestedBy: string
  /** Who asked, or whoever decides now: the one whom entries name as acting. */
  readonly by: Caller
  /** `per_…`; undefined in an emergency and in the bootstrap, which nobody else approved. */
  readonly approvedBy: string | undefined
  readonly emergency: boolean
  readonly bootstrap: boolean
  readonly nowMs: number
}

/** Who asks, and where what is noted of it goes. */
export interface Asking {
  readonly by: Caller
  readonly entries: Entries
  readonly nowMs: number
}

/**
 * One kind of thing that somebody asks for and another person approves. Rooms below this one declare the same shape and `app.ts` registers it.
 *
 * @template I what is sent, @template P what is kept and shown to whoever decides: the same, spelt out
 */
export interface RequestKind<I = unknown, P extends RequestPayload = RequestPayload> {
  readonly kind: string
  /** Who may ask; `any`: every live principal of the tenant. */
  readonly requestAction: TenantAction | 'any'
  readonly approveAction: TenantAction
  /** Until the first person who can approve has come, a service with this action may in their place. */
  readonly approvedByServices?: TenantAction
  /** Gives somebody access, who has to have done first what comes before it. */
  readonly givesAccess?: boolean
  /** May run at once, to be reviewed by another person by a deadline. */
  readonly emergency?: boolean
  /** Runs at once as long as nobody else has ever been there to approve it, and shows as that. */
  readonly bootstrap?: boolean
  /** What `prepare` and `run` throw, for the description of the interface. */
  readonly errors?: readonly ErrorMaker[]
  /** Changes what holds in every tenant: is made and approved in a transaction that sees them all. */
  readonly everyTenant?: boolean
  readonly input: z.ZodType<I>
  /** Checks and spells out what is asked for, before it is kept. Throws what the asker is told. */
  prepare(tx: Tx, asking: Asking, input: I): Promise<P>
  /** The one principal it is about, if there is one. */
  subject?(payload: P): string | undefined
  /** Everybody who gains by it, by public id (`per_…`, `svc_…`, `grp_…`). */
  beneficiaries(payload: P): readonly string[]
  /** Makes the change in the transaction in which it is approved. What it throws leaves the request open. */
  run(tx: Tx, entries: Entries, payload: P, approval: Approval): Promise<RequestEffect | undefined>
}

/** The transaction that a request of this kind is made or decided in: of the tenant's rows alone, unless what it runs concerns every tenant. */
export const transactionFor = <T>(
  { writer }: { readonly writer: AuditWriter },
  { everyTenant }: RequestKind,
  { tenant }: Caller,
  work: (tx: Tx, entries: Entries) => Promise<T>,
): Promise<Audited<T>> => (everyTenant ? writer.across(work) : writer.transaction(tenant, work))

/** The kinds that this program knows. */
export class RequestKinds {
  readonly #kinds = new Map<string, RequestKind>()

  /** Throws when a kind of this name is there. */
  register<I, P extends RequestPayload>(kind: RequestKind<I, P>): this {
    if (this.#kinds.has(kind.kind)) throw new Error(`registered twice: ${kind.kind}`)
    this.#kinds.set(kind.kind, kind as unknown as RequestKind)
    return this
  }

  get names(): readonly string[] {
    return [...this.#kinds.keys()].sort()
  }

  get all(): readonly RequestKind[] {
    return [...this.#kinds.values()]
  }

  /** Throws `request_kind_unknown`. */
  get(name: string): RequestKind {
    const kind = this.#kinds.get(name)
    if (kind === undefined)
      throw requestKindUnknown('nothing of this kind', { fix: `one of: ${this.names.join(', ')}` })
    return kind
  }
}
