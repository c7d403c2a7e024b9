-- One wide journal row per transaction; everything else of a lane can be derived from the journal,
-- except members and request ids. `body` and `result` are the records of server/store/codec.h; the
-- columns beside a body repeat what people ask for by hand.
--
-- Every key of a lane's table begins with the lane and clusters its rows. A member is its UUID in
-- 16 bytes; a date is days, a moment microseconds since 1970; enumerations are numbered as in the
-- proto files; the partner 0 is the network.

CREATE TABLE network (
  id INTEGER NOT NULL CHECK (id = 1),
  body BLOB NOT NULL,
  PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE partners (
  partner INTEGER NOT NULL,
  handle TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (partner)
) STRICT, WITHOUT ROWID;

CREATE TABLE currencies (
  currency INTEGER NOT NULL,
  code TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE exchange_rates (
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (partner, currency, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE terms (
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (partner, currency, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
  credential TEXT NOT NULL,
  partner INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (credential)
) STRICT, WITHOUT ROWID;

CREATE TABLE lanes (
  lane INTEGER NOT NULL,
  next_sequence INTEGER NOT NULL,
  open_window INTEGER NOT NULL,
  PRIMARY KEY (lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE windows (
  lane INTEGER NOT NULL,
  window_id INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL,
  -- 0 while it is open.
  end_sequence INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  label TEXT NOT NULL,
  PRIMARY KEY (lane, window_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  lane INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  window_id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  posted_at INTEGER NOT NULL,
  points INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE partner_journal (
  lane INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  -- 1: the partner reported it; 0: it has a leg in what another reported.
  reported INTEGER NOT NULL,
  PRIMARY KEY (lane, partner, sequence)
) STRICT, WITHOUT ROWID;

-- What a request id came to: the transaction `sequence`, or else `result`.
CREATE TABLE requests (
  lane INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  digest BLOB NOT NULL,
  sequence INTEGER,
  result BLOB,
  PRIMARY KEY (lane, partner, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE identifiers (
  lane INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  member BLOB NOT NULL,
  PRIMARY KEY (lane, partner, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  PRIMARY KEY (lane, member, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE lots (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  expires_on INTEGER NOT NULL,
  available_on INTEGER NOT NULL,
  issuer INTEGER NOT NULL,
  terms_version INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (lane, member, currency, expires_on, available_on, issuer, terms_version)
) STRICT, WITHOUT ROWID;

CREATE TABLE carries (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  earn_numerator INTEGER NOT NULL,
  earn_denominator INTEGER NOT NULL,
  burn_numerator INTEGER NOT NULL,
  burn_denominator INTEGER NOT NULL,
  PRIMARY KEY (lane, member, partner, currency)
) STRICT, WITHOUT ROWID;

-- Of the transaction `sequence`, how much its reversals took back.
CREATE TABLE reversals (
  lane INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
  lane INTEGER NOT NULL,
  window_id INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  money_currency TEXT NOT NULL,
  type INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  line_count INTEGER NOT NULL,
  points INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (lane, window_id, partner, money_currency, type, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE outstanding (
  lane INTEGER NOT NULL,
  issuer INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (lane, issuer, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlements (
  lane INTEGER NOT NULL,
  window_id INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  money_currency TEXT NOT NULL,
  opening_residue INTEGER NOT NULL,
  net INTEGER NOT NULL,
  net_minor_units INTEGER NOT NULL,
  closing_residue INTEGER NOT NULL,
  PRIMARY KEY (lane, window_id, partner)
) STRICT, WITHOUT ROWID;
