-- closed_at_ms: since when nothing may be wrapped by it any more, although its day is not over: everything in it is due, and it is about to be destroyed.
-- cleared_at_ms: since when nothing of a destroyed bucket is left in tables. Until then its rows are worth nothing and wait for the clearing.
ALTER TABLE keys.bucket ADD COLUMN closed_at_ms bigint, ADD COLUMN cleared_at_ms bigint, ADD COLUMN cleared_keys bigint NOT NULL DEFAULT 0;
UPDATE keys.bucket SET cleared_at_ms = destroyed_at_ms WHERE state = 'destroyed';
GRANT UPDATE (closed_at_ms, cleared_at_ms, cleared_keys) ON keys.bucket TO azukari_app;
CREATE INDEX bucket_uncleared ON keys.bucket (bucket) WHERE state = 'destroyed' AND cleared_at_ms IS NULL;

-- A tenant has one bucket a day that takes record keys; the ones closed before their day ended stand beside it.
ALTER TABLE keys.bucket DROP CONSTRAINT bucket_tenant_day_key;
CREATE UNIQUE INDEX bucket_tenant_day ON keys.bucket (tenant, day) WHERE closed_at_ms IS NULL;

-- As before, and not by the key of a closed bucket.
CREATE OR REPLACE FUNCTION keys.require_current_bucket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant, day, bucket, bucket_version FROM made) m
    LEFT JOIN keys.bucket b ON b.bucket = m.bucket
    WHERE (b.state, b.version, b.tenant, b.day, b.closed_at_ms IS NULL) IS DISTINCT FROM ('live', m.bucket_version, m.tenant, m.day, true)
  ) THEN
    RAISE EXCEPTION 'a record key is not wrapped by the current key of a live bucket' USING ERRCODE = 'AZK01';
  END IF;
  RETURN NULL;
END $$;

-- As before, and never a partition in which rows are left: a record whose key rows vanished with it would not be forgotten, nor kept from coming back.
CREATE OR REPLACE FUNCTION keys.drop_days(before integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE
  dropped integer := 0;
  part name;
  s integer;
  used boolean;
BEGIN
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
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RETURN 0;
END $$;

-- A keyed digest of what a group of a record was made from, by which an import tells without opening anything that a line changes nothing. Its key comes from
-- the bucket's seed, so it says nothing once the bucket is gone, and it goes with the row when the record key does.
ALTER TABLE keys.record_key ADD COLUMN digest bytea CHECK (length(digest) = 16);
GRANT UPDATE (digest) ON keys.record_key TO azukari_app;
