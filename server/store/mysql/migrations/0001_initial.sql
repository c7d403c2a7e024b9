-- What a lane keeps, as server/store/ledger_store.h describes it. Everything of a lane can be derived
-- from the journal, except members and request ids. `body` and `result` are the records of
-- server/store/codec.h, unless it is said here what they are.
--
-- Bodies are for the program, and SQL does not see into them. Whoever wants transactions asks the
-- server: coalitionctl get-transaction, list-transactions, and watch-transactions for all of them in
-- order, from any point on, as JSON with --json.
--
-- Made to be sharded by lane: every key of a lane's table begins with it, a batch touches the rows of
-- its lane alone (but for requests and identifiers; see there), and there are no foreign keys,
-- triggers, procedures, generated numbers or JSON. The network's own tables, without a lane, are small
-- and change seldom: on shards they are reference tables.
--
-- A member is its UUID in 16 bytes; a date is days, a moment microseconds since 1970; enumerations are
-- numbered as in the proto files; the partner 0 is the network. What people chose is compared byte by
-- byte, so it is VARBINARY.
--
-- Each statement may be run again after it was done: a statement that changes the schema cannot be
-- taken back with the transaction that it is in.

CREATE TABLE IF NOT EXISTS network (
  id TINYINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS partners (
  partner INT UNSIGNED NOT NULL,
  handle VARBINARY(160) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (partner)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS currencies (
  currency INT UNSIGNED NOT NULL,
  code VARBINARY(64) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS exchange_rates (
  partner INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  version INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (partner, currency, version)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS conversion_rates (
  from_currency INT UNSIGNED NOT NULL,
  to_currency INT UNSIGNED NOT NULL,
  version INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (from_currency, to_currency, version)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS terms (
  partner INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  version INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (partner, currency, version)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS limits (
  partner INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (partner, currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS credentials (
  credential VARBINARY(64) NOT NULL,
  partner INT UNSIGNED NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (credential)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Locked by each batch first, and changed by it: whoever has this row has the lane.
CREATE TABLE IF NOT EXISTS lanes (
  lane SMALLINT UNSIGNED NOT NULL,
  next_sequence BIGINT NOT NULL,
  open_window BIGINT NOT NULL,
  latest_at BIGINT NOT NULL,
  next_event BIGINT NOT NULL,
  -- Counts the changes of the network's own tables. A batch that makes one changes it in every lane.
  catalog_revision BIGINT NOT NULL,
  -- With several lanes: those that the lane counts in the open window.
  window_transactions BIGINT NOT NULL,
  -- A number drawn by chance by the batch that changed it last: who finds its own had the lane last,
  -- and knows its rows. Whoever changes rows of a lane by hand sets it to another one.
  last_batch BIGINT NOT NULL,
  -- Counts the batches in which an identifier ceased to name somebody. What servers know of names
  -- is right while the sum of all lanes stays.
  names_revision BIGINT NOT NULL,
  PRIMARY KEY (lane)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS windows (
  lane SMALLINT UNSIGNED NOT NULL,
  window_id BIGINT NOT NULL,
  first_sequence BIGINT NOT NULL,
  -- 0 while it is open.
  end_sequence BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  label VARBINARY(400) NOT NULL,
  -- With several lanes, of one that is closed.
  transaction_count BIGINT NOT NULL,
  PRIMARY KEY (lane, window_id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- A row has up to 8 transactions that one batch posted one after another: the database does more for
-- a row than for the bytes that are in it. `slot` is a stretch of the lane's sequences, so that a
-- transaction is found by equality; for it and `body` see server/store/mysql/packed_transactions.h.
-- Rows are only ever added, by later batches also to a slot that has some. That no sequence comes
-- twice is not a key's doing: a batch has the row of its lane in `lanes`.
CREATE TABLE IF NOT EXISTS journal (
  lane SMALLINT UNSIGNED NOT NULL,
  slot BIGINT NOT NULL,
  -- Of the first transaction of the row.
  first_sequence BIGINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lane, slot, first_sequence)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- A partner's transactions from `first_sequence` on; `body` is a run (server/store/participation.h).
CREATE TABLE IF NOT EXISTS partner_runs (
  lane SMALLINT UNSIGNED NOT NULL,
  partner INT UNSIGNED NOT NULL,
  first_sequence BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, partner, first_sequence)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- What a request id came to: the transaction `sequence` of `posted_lane`, or else `result`. `lane` is
-- that of the request id itself, so that an id is unique in its scope. Ids before scopes, so that those
-- of UUIDv7 that come at the same time lie together, whoever sends them.
CREATE TABLE IF NOT EXISTS requests (
  lane SMALLINT UNSIGNED NOT NULL,
  request_id VARBINARY(256) NOT NULL,
  scope INT UNSIGNED NOT NULL,
  digest BINARY(16) NOT NULL,
  posted_lane SMALLINT UNSIGNED,
  sequence BIGINT,
  result MEDIUMBLOB,
  PRIMARY KEY (lane, request_id, scope)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS members (
  lane SMALLINT UNSIGNED NOT NULL,
  member BINARY(16) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lane, member)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- `lane` is that of the identifier itself, so that it is unique in the network.
CREATE TABLE IF NOT EXISTS identifiers (
  lane SMALLINT UNSIGNED NOT NULL,
  partner INT UNSIGNED NOT NULL,
  kind VARBINARY(128) NOT NULL,
  value VARBINARY(512) NOT NULL,
  member BINARY(16) NOT NULL,
  PRIMARY KEY (lane, partner, kind, value)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- `body` is an AccountRecord: the lots, holds and carries.
CREATE TABLE IF NOT EXISTS accounts (
  lane SMALLINT UNSIGNED NOT NULL,
  member BINARY(16) NOT NULL,
  currency INT UNSIGNED NOT NULL,
  -- 0: carries only.
  last_sequence BIGINT NOT NULL,
  -- Of the first lot above 0 to expire, its day.
  next_expiry INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lane, member, currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Of the transaction `sequence`, how much its reversals took back, or what closed it.
CREATE TABLE IF NOT EXISTS reversals (
  lane SMALLINT UNSIGNED NOT NULL,
  sequence BIGINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (lane, sequence)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- What a partner, and one of its members or (16 zeros) all of them, earned and burned on `day`, the
-- last on which they did.
CREATE TABLE IF NOT EXISTS day_totals (
  lane SMALLINT UNSIGNED NOT NULL,
  member BINARY(16) NOT NULL,
  partner INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  day INT NOT NULL,
  earned BIGINT NOT NULL,
  burned BIGINT NOT NULL,
  PRIMARY KEY (lane, member, partner, currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS positions (
  lane SMALLINT UNSIGNED NOT NULL,
  window_id BIGINT NOT NULL,
  partner INT UNSIGNED NOT NULL,
  money_currency VARBINARY(3) NOT NULL,
  type TINYINT UNSIGNED NOT NULL,
  kind TINYINT UNSIGNED NOT NULL,
  line_count BIGINT NOT NULL,
  points BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (lane, window_id, partner, money_currency, type, kind)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS outstanding (
  lane SMALLINT UNSIGNED NOT NULL,
  issuer INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  points BIGINT NOT NULL,
  PRIMARY KEY (lane, issuer, currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS settlements (
  lane SMALLINT UNSIGNED NOT NULL,
  window_id BIGINT NOT NULL,
  partner INT UNSIGNED NOT NULL,
  money_currency VARBINARY(3) NOT NULL,
  opening_residue BIGINT NOT NULL,
  net BIGINT NOT NULL,
  net_minor_units BIGINT NOT NULL,
  closing_residue BIGINT NOT NULL,
  PRIMARY KEY (lane, window_id, partner)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- A partner's positions in all closed windows. A net is the opening residue and the window's
-- positions.
CREATE TABLE IF NOT EXISTS closed_totals (
  lane SMALLINT UNSIGNED NOT NULL,
  partner INT UNSIGNED NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (lane, partner)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS audit_events (
  lane SMALLINT UNSIGNED NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  credential VARBINARY(64) NOT NULL,
  action VARBINARY(255) NOT NULL,
  resource VARBINARY(1024) NOT NULL,
  reason VARBINARY(2048) NOT NULL,
  PRIMARY KEY (lane, number)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- How far a lane of several may move a partner's totals by itself (domain::Allowance): `down` and `up`
-- are micros of its position, where `currency` is 0, and otherwise points earned and burned in a day.
CREATE TABLE IF NOT EXISTS allowances (
  lane SMALLINT UNSIGNED NOT NULL,
  partner INT UNSIGNED NOT NULL,
  currency INT UNSIGNED NOT NULL,
  catalog_revision BIGINT NOT NULL,
  -- The window, or the day.
  period BIGINT NOT NULL,
  until BIGINT NOT NULL,
  down BIGINT NOT NULL,
  up BIGINT NOT NULL,
  PRIMARY KEY (lane, partner, currency)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
