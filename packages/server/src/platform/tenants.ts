import {
  type AcrossStatements,
  openPool,
  openTenantPool,
  type Pool,
  type PoolOptions,
  type Statements,
} from './db.ts'
import type { ConnectionSettings } from './postgres/transport.ts'

/** What goes over all tenants: group commits, finding out whose a key is, sweeps, checks, keys. Files that use it are listed in test/across-tenants.test.ts. */
export interface Across {
  readonly across: AcrossStatements
}

/** The database as rooms see it: of one tenant, under row-level security, or by name across all of them. */
export interface Database extends Across {
  /** A statement here sees and changes rows of this tenant only, whatever it says. */
  of(tenant: number): Statements
}

export interface OpenedTenants extends Database {
  close(): Promise<void>
}

export interface TenantsOptions
  extends Omit<PoolOptions, 'connection' | 'connectionString' | 'pipelined' | 'max'> {
  readonly app: ConnectionSettings
  readonly across: ConnectionSettings
  /** Connections at most, in each of the two roles. */
  readonly max: { readonly tenant: number; readonly across: number }
}

/** Opens both pools: one in the role of the tenants, one in the role that goes across them. Neither connects before it is used. */
export function openTenants(options: TenantsOptions): OpenedTenants {
  const { app, across: connection, max, applicationName, ...common } = options
  const tenants = openTenantPool({ ...common, connection: app, max: max.tenant, applicationName })
  const across: Pool = openPool({
    ...common,
    connection,
    max: max.across,
    applicationName: `${applicationName}-across`,
  })
  return {
    of: (tenant) => tenants.of(tenant),
    across,
    async close() {
      await Promise.all([tenants.close(), across.close()])
    },
  }
}
