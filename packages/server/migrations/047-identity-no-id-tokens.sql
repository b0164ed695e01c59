-- Providers are told nothing about who signs out, so their tokens are not kept.
ALTER TABLE identity.session DROP COLUMN sign_on;
