-- Users, roles, policies and grants. System roles and managed policies are part of the program and
-- have no rows. A grantee is 'user/NAME' or 'role/NAME'.

CREATE TABLE users (
  name          TEXT   ${byte_order} NOT NULL PRIMARY KEY,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL
);

CREATE TABLE roles (
  name          TEXT   ${byte_order} NOT NULL PRIMARY KEY,
  description   TEXT   NOT NULL,
  created_at_ms BIGINT NOT NULL,
  created_by    TEXT   NOT NULL
);

CREATE TABLE role_members (
  -- No reference: system roles have no row.
  role      TEXT ${byte_order} NOT NULL,
  user_name TEXT ${byte_order} NOT NULL REFERENCES users (name),
  -- Lists the members of a role.
  PRIMARY KEY (role, user_name)
);

-- Finds the roles of who calls, at each request.
CREATE INDEX role_members_by_user ON role_members (user_name, role);

CREATE TABLE policies (
  name       TEXT ${byte_order} NOT NULL PRIMARY KEY,
  statements TEXT NOT NULL
);

CREATE TABLE policy_attachments (
  grantee TEXT ${byte_order} NOT NULL,
  -- No reference: managed policies have no row.
  policy  TEXT ${byte_order} NOT NULL,
  -- Finds the policies of who calls, at each request.
  PRIMARY KEY (grantee, policy)
);

CREATE TABLE grants (
  -- The id of a catalog, database, table, view or function.
  securable_id   TEXT   NOT NULL,
  grantee        TEXT   ${byte_order} NOT NULL,
  privilege      TEXT   NOT NULL,
  securable_kind TEXT   NOT NULL,
  expires_at_ms  BIGINT,
  granted_at_ms  BIGINT NOT NULL,
  granted_by     TEXT   NOT NULL,
  -- Finds the grants on a thing, at each request.
  PRIMARY KEY (securable_id, grantee, privilege)
);

-- Finds what a grantee may see, for listings.
CREATE INDEX grants_by_grantee ON grants (grantee, securable_id);

-- Find what an owner may see, for listings.
CREATE INDEX catalogs_by_owner ON catalogs (owner);
CREATE INDEX databases_by_owner ON databases (owner);
CREATE INDEX tables_by_owner ON tables (owner, database_id);
CREATE INDEX views_by_owner ON views (owner, database_id);
CREATE INDEX functions_by_owner ON functions (owner, database_id);

-- Whoever had credentials until now could do everything, and goes on.
INSERT INTO users (name, created_at_ms, created_by)
SELECT principal, MIN(created_at_ms), principal
FROM   access_keys
GROUP  BY principal;

INSERT INTO role_members (role, user_name)
SELECT 'super_administrator', name
FROM   users;
