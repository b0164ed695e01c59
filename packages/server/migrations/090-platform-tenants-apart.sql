-- Every table that leads with a tenant keeps tenants apart by itself from here on (008). Tables of later migrations say so where they are made.
SELECT platform.keep_apart(t) FROM unnest(ARRAY[
  'audit.opening',
  'keys.tenant', 'keys.tenant_key', 'keys.secret', 'keys.bucket', 'keys.bucket_key', 'keys.record_key',
  'policy.acknowledgement',
  'identity.service', 'identity.key', 'identity.setup_link', 'identity.person', 'identity.password', 'identity.factor', 'identity.recovery_code',
  'identity.session', 'identity.browser', 'identity.throttle', 'identity.used_once', 'identity.invitation', 'identity.external_identity',
  'identity.scim_token', 'identity.scim_user', 'identity.scim_group', 'identity.scim_member', 'identity.group_role', 'identity.network',
  'identity.device', 'identity.leaver', 'identity.leaver_task', 'identity.secret_scan', 'identity.password_reset',
  'access.authority', 'access.grant', 'access.request', 'access.assignment', 'access.case', 'access.case_use', 'access.grant_use',
  'access.staff_sight', 'access.review', 'access.review_item',
  'vault.record', 'vault.tag', 'vault.suppression', 'vault.idempotency', 'vault.searched_value'
]::regclass[]) AS t;

-- As before (023), and seeing the buckets of all tenants, which the owner now sees only when it says what it is at: a function that saw none would take
-- a partition in use for dead.
CREATE OR REPLACE FUNCTION keys.drop_days(before integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE
  dropped integer := 0;
  part name;
  s integer;
  used boolean;
BEGIN
  PERFORM set_config('azukari.maintenance', 'on', true);
  LOCK TABLE keys.record_key IN SHARE UPDATE EXCLUSIVE MODE;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'keys.record_key'::regclass AND c.relname ~ '^record_key_s[0-9]+$'
  LOOP
    s := substr(part, 13)::integer;
    CONTINUE WHEN s * 28 + 28 > before;
    CONTINUE WHEN EXISTS (SELECT FROM keys.bucket b WHERE b.state = 'live' AND b.day >= s * 28 AND b.day < s * 28 + 28);
    EXECUTE format('SELECT EXISTS (SELECT FROM keys.%I)', part) INTO used;
    CONTINUE WHEN used;
    -- A new bucket in these days would be one of the past: bucket creation refuses it, and this lock keeps one from slipping in.
    LOCK TABLE keys.bucket IN SHARE ROW EXCLUSIVE MODE;
    CONTINUE WHEN EXISTS (SELECT FROM keys.bucket b WHERE b.state = 'live' AND b.day >= s * 28 AND b.day < s * 28 + 28);
    EXECUTE format('DROP TABLE keys.%I', part);
    dropped := dropped + 1;
  END LOOP;
  PERFORM set_config('azukari.maintenance', '', true);
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  -- What was set in here is undone with the rest.
  RETURN 0;
END $$;
