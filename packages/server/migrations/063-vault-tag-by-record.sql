-- Tags are taken away by record: by a change, a delete, the sweep. Without this each would read all tags of the bucket. Records' ids go up with time, so new
-- entries go to its right end.
CREATE INDEX tag_record ON vault.tag (record);
