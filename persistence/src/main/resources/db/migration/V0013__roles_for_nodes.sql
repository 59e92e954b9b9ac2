-- Service roles, in which nodes act: machines with a key of their own for that. Where users, roles and
-- members come from, where they were not made here.

-- GROUP, SERVICE or TRUSTED_SERVICE.
ALTER TABLE roles ADD COLUMN kind TEXT NOT NULL DEFAULT 'GROUP';

CREATE TABLE nodes (
  node_id         TEXT   ${byte_order} NOT NULL PRIMARY KEY,
  role            TEXT   ${byte_order} NOT NULL REFERENCES roles (name) ON DELETE CASCADE,
  name            TEXT   NOT NULL,
  -- Of its enrolment key at first, then of its own. Finds who calls, at each request for credentials.
  key_digest      TEXT   NOT NULL UNIQUE,
  created_at_ms   BIGINT NOT NULL,
  created_by      TEXT   NOT NULL,
  -- Of the enrolment key; none once the node is enrolled.
  expires_at_ms   BIGINT,
  last_used_at_ms BIGINT
);

-- Finds what ends with a role.
CREATE INDEX nodes_by_role ON nodes (role);

-- The directory that a sync brought it from; none for what was made here.
ALTER TABLE users ADD COLUMN source TEXT;
ALTER TABLE roles ADD COLUMN source TEXT;
ALTER TABLE role_members ADD COLUMN source TEXT;
