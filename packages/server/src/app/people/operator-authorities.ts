import {
  Authorities,
  type AuthoritiesOptions,
  type CompiledAuthority,
  compileAuthority,
} from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import type { PolicyInForce, PolicyModel } from '../../policy/index.ts'

/** What the machine's operator may do to records from the command line: put them in and tell what happened. Never see one. */
const OPERATOR_ACTIONS = ['put', 'import', 'event'] as const

/** Authorities that know the operator too: no grants are stored for them, and their entries name `operator`. */
export class OperatorAuthorities extends Authorities {
  readonly #policy: PolicyInForce
  readonly #held = new Map<number, { authority: CompiledAuthority; model: PolicyModel }>()

  constructor(options: AuthoritiesOptions, policy: PolicyInForce) {
    super(options)
    this.#policy = policy
  }

  override peek(caller: Caller): CompiledAuthority | undefined {
    if (caller.kind !== 'operator') return super.peek(caller)
    const held = this.#held.get(caller.tenant)
    return held?.model === this.#policy.peek?.model ? held?.authority : undefined
  }

  override async load(caller: Caller): Promise<CompiledAuthority> {
    return (
      this.peek(caller) ?? (caller.kind === 'operator' ? await this.reload(caller) : await super.load(caller))
    )
  }

  override async reload(caller: Caller): Promise<CompiledAuthority> {
    const read = await super.reload(caller)
    if (caller.kind !== 'operator') return read
    const { model } = await this.#policy.load()
    const authority = compileAuthority(read.generation, operatorGrants(model))
    this.#held.set(caller.tenant, { authority, model })
    return authority
  }
}

function operatorGrants(model: PolicyModel) {
  return Object.values(model.collections).flatMap((collection) =>
    OPERATOR_ACTIONS.map((action) => ({
      id: 'operator',
      action,
      collection: collection.name,
      fields: collection.fields.map((f) => f.name),
      purpose: null,
      masked: false,
      fromMs: 0,
      untilMs: Number.MAX_SAFE_INTEGER,
    })),
  )
}
