-- Who called which API, from where, about what, and what came of it; networks that calls may come from.

CREATE TABLE audit_events (
  -- A UUID of version 7: what came later is greater, so this is the time too, and new rows go to the end.
  request_id    TEXT    ${byte_order} NOT NULL PRIMARY KEY,
  event         TEXT,
  principal     TEXT    ${byte_order},
  session_id    TEXT,
  role          TEXT,
  credential_id TEXT,
  source        TEXT    NOT NULL,
  user_agent    TEXT,
  kind          TEXT,
  -- By name; by id of what is not there by that name.
  catalog       TEXT,
  database_name TEXT,
  name          TEXT    ${byte_order},
  outcome       TEXT    NOT NULL,
  status        INTEGER NOT NULL,
  error         TEXT,
  sentence      TEXT,
  duration_us   BIGINT  NOT NULL
);

-- Find what somebody did, and what was done with a thing; all else is found by its time.
CREATE INDEX audit_events_by_principal ON audit_events (principal, request_id);
CREATE INDEX audit_events_by_name ON audit_events (name, request_id) WHERE name IS NOT NULL;
