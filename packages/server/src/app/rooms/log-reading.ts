import { type AccessDeps, type Authorities, decideAction, gate } from '../../access/index.ts'
import { LogFollowers, type LogReading, type OpeningOpener } from '../../audit/index.ts'
import type { Keyring } from '../../keys/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'

interface ReadingDeps {
  readonly access: AccessDeps
  readonly authorities: Authorities
  readonly keyring: Keyring
}

/** What the log room needs from above to be read by people: who still may, and the keys of openings. */
export function openLogReading({ access, authorities, keyring }: ReadingDeps): LogReading {
  const { database, writer, clock, policy } = access
  const allowed = async (caller: Caller) => {
    try {
      const authority = await authorities.current(caller)
      return decideAction('read-log', clock.now(), authority, (await policy.load()).model).allow
    } catch (error) {
      // A key or session that ended.
      if (isAzukariError(error) && error.status === 401) return false
      throw error
    }
  }
  return {
    database,
    writer,
    clock,
    opener: openingOpener(keyring),
    followers: new LogFollowers({ database, writer, clock, allowed }),
    requireOpenings: (caller) => gate({ ...access, authorities }, caller, 'read-access', 'log.list'),
  }
}

/** Opens what `openWriters` has sealed. Of a tenant that was closed nothing is opened any more, which is no error. */
function openingOpener(keyring: Keyring): OpeningOpener {
  return {
    async open(tenant, sealed, aad) {
      try {
        return await keyring.unseal(tenant, 'openings', sealed, aad)
      } catch (error) {
        if (isAzukariError(error, 'tenant_unknown') || isAzukariError(error, 'key_gone')) return undefined
        throw error
      }
    },
  }
}
