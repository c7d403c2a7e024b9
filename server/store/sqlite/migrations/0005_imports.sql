-- A ledger that is being brought in from elsewhere (server/store/ledger_import.h): while the row is
-- there nobody serves what is in the other tables. `source` is 16 zeros once it is being taken out.
CREATE TABLE imports (
  id INTEGER NOT NULL CHECK (id = 1),
  source BLOB NOT NULL,
  lane_count INTEGER NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
