-- Networks that calls may come from, besides the server's own machine.

CREATE TABLE trusted_networks (
  -- Empty for the whole server.
  catalog_id    TEXT   REFERENCES catalogs (catalog_id) ON DELETE CASCADE,
  name          TEXT   ${byte_order} NOT NULL,
  network       TEXT   ${byte_order} NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL
);

-- Finds from where a call may come, at each request.
CREATE INDEX trusted_networks_by_catalog ON trusted_networks (catalog_id, network);
