-- Finds where foreign tables lie: there are few of them among many.
CREATE INDEX tables_foreign ON tables (kind) WHERE is_foreign;
