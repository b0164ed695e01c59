-- Lists a collection's records page by page in the order of their ids, newest first, however many others the tenant has. Ids grow with time, so that
-- new entries all go to its right end.
CREATE INDEX record_place ON vault.record (tenant, collection, id);
