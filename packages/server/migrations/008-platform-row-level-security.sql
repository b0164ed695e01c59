-- Which tenant's rows a transaction in the application's role sees: what it set as azukari.tenant (SET LOCAL), and none when it set nothing. Stable, and
-- looked up by each execution: a prepared statement holds no tenant.
CREATE FUNCTION platform.tenant() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('azukari.tenant', true), '')::integer;
REVOKE ALL ON FUNCTION platform.tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.tenant() TO azukari_app;

-- Puts a table with a column `tenant` under row-level security, for its owner too. Every migration that makes such a table calls it.
--   azukari_app       sees and changes rows of its transaction's tenant;
--   azukari_across    all rows: group commits, finding out whose a key is, sweeps, checks;
--   the owner         all rows where it says that it is at work on the schema (azukari.maintenance), otherwise none;
--   anybody else      none, whatever is granted to them.
-- `USING (true)` folds away when a statement is planned, so that plans of azukari_across are what they would be without it.
CREATE FUNCTION platform.keep_apart(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY one_tenant ON %s TO azukari_app USING (tenant = platform.tenant()) WITH CHECK (tenant = platform.tenant())', target);
  EXECUTE format('CREATE POLICY across_tenants ON %s TO azukari_across USING (true) WITH CHECK (true)', target);
  EXECUTE format('CREATE POLICY maintenance ON %s TO CURRENT_USER '
    'USING (current_setting(''azukari.maintenance'', true) = ''on'') WITH CHECK (current_setting(''azukari.maintenance'', true) = ''on'')', target);
END $$;
REVOKE ALL ON FUNCTION platform.keep_apart(regclass) FROM PUBLIC;
