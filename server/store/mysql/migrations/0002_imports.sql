-- A ledger that is being brought in from elsewhere (server/store/ledger_import.h): while the row is
-- there nobody serves what is in the other tables. `source` is 16 zeros once it is being taken out.
CREATE TABLE IF NOT EXISTS imports (
  id TINYINT NOT NULL,
  source BINARY(16) NOT NULL,
  lane_count SMALLINT UNSIGNED NOT NULL,
  step BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
