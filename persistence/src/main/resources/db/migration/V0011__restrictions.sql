-- A grant of SELECT on a table may be held to columns, rows and masks.

ALTER TABLE grants ADD COLUMN restriction TEXT;

-- Finds the tables that a grantee may read in part only, for listings.
CREATE INDEX grants_in_part ON grants (grantee) WHERE restriction IS NOT NULL;
