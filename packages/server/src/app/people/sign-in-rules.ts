import type { SignInRules } from '../../identity/index.ts'
import {
  addDuration,
  type PolicyInForce,
  type PolicyModel,
  parameterDuration,
  parameterNumber,
  parseDuration,
} from '../../policy/index.ts'

/** What holds where a policy says nothing of it: no policy may make signing in laxer by silence. */
const SILENT = {
  password_length: 12,
  password_history: 10,
  lockout_after: 10,
  session_idle: 'PT15M',
  session_absolute: 'PT12H',
  sessions_per_person: 5,
}

/** The numbers that signing in obeys, from the policy in force. */
export function signInRules(policy: PolicyInForce): () => Promise<SignInRules> {
  let held: { model: PolicyModel; rules: SignInRules } | undefined
  return async () => {
    const { model } = await policy.load()
    if (held?.model !== model) held = { model, rules: rulesOf(model) }
    return held.rules
  }
}

type NumberName = 'password_length' | 'password_history' | 'lockout_after' | 'sessions_per_person'

function rulesOf(model: PolicyModel): SignInRules {
  const number = (name: NumberName) => parameterNumber(model, name) ?? SILENT[name]
  const duration = (name: 'session_idle' | 'session_absolute') =>
    addDuration(0, parameterDuration(model, name) ?? parseDuration(SILENT[name]), 'UTC')
  return {
    passwordLength: number('password_length'),
    passwordHistory: number('password_history'),
    lockoutAfter: number('lockout_after'),
    sessionIdleMs: duration('session_idle'),
    sessionAbsoluteMs: duration('session_absolute'),
    sessionsPerPerson: number('sessions_per_person'),
    passwordWords: model.staff?.passwordWords ?? [],
  }
}
