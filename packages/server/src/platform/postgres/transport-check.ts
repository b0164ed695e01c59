import { type Check, check } from '../check.ts'

/**
 * Whether every connection of ours to the database is a socket, loopback or TLS 1.2 and newer, as the server itself sees them: not by the configuration
 * that is meant to bring it about. Our role sees the connections of that role.
 */
export const databaseTransportCheck: Check = check('platform.database-transport', async ({ read }) => {
  const [row] = await read.query<{ all: number; open: number; oldTls: number }>({
    text: `SELECT count(*) AS "all",
             count(*) FILTER (WHERE NOT s.ssl AND a.client_addr IS NOT NULL AND NOT a.client_addr <<= '127.0.0.0/8' AND a.client_addr <> '::1') AS "open",
             count(*) FILTER (WHERE s.ssl AND s.version NOT IN ('TLSv1.2', 'TLSv1.3')) AS "oldTls"
           FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) WHERE a.usename = current_user`,
  })
  const figures = { connections: row?.all ?? 0, plaintext: row?.open ?? 0, oldTls: row?.oldTls ?? 0 }
  if (figures.connections === 0)
    return { state: 'unknown', figures, why: 'the server shows no connection of ours' }
  return figures.plaintext + figures.oldTls === 0
    ? { state: 'satisfied', figures }
    : { state: 'violated', figures, why: 'a connection to the database is neither local nor TLS 1.2' }
})
