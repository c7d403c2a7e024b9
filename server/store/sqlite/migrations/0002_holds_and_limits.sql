-- Holds, conversions, limits, prepaid caps, audit events; and no personal data outside of members and
-- identifiers, so that these can be erased.

-- No batch is decided before `latest_at`; nobody knows of older ledgers when that was but from what
-- they posted.
ALTER TABLE lanes ADD COLUMN latest_at INTEGER NOT NULL DEFAULT -62135596800000000;
ALTER TABLE lanes ADD COLUMN next_event INTEGER NOT NULL DEFAULT 1;
UPDATE lanes SET latest_at =
  coalesce((SELECT max(posted_at) FROM journal WHERE journal.lane = lanes.lane), latest_at);

-- Points of an account that the authorization `sequence` reserves. `body` is a Hold.
CREATE TABLE holds (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, member, currency, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE carries_by_source (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  -- What was given up for `currency`; 0 of earns and burns.
  from_currency INTEGER NOT NULL,
  earn_numerator INTEGER NOT NULL,
  earn_denominator INTEGER NOT NULL,
  burn_numerator INTEGER NOT NULL,
  burn_denominator INTEGER NOT NULL,
  PRIMARY KEY (lane, member, partner, currency, from_currency)
) STRICT, WITHOUT ROWID;
INSERT INTO carries_by_source
  SELECT lane, member, partner, currency, 0, earn_numerator, earn_denominator, burn_numerator,
    burn_denominator
  FROM carries ORDER BY lane, member, partner, currency;
DROP TABLE carries;
ALTER TABLE carries_by_source RENAME TO carries;

-- What a partner, and one of its members or (16 zeros) all of them, earned and burned on `day`, the
-- last on which they did.
CREATE TABLE day_totals (
  lane INTEGER NOT NULL,
  member BLOB NOT NULL,
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  day INTEGER NOT NULL,
  earned INTEGER NOT NULL,
  burned INTEGER NOT NULL,
  PRIMARY KEY (lane, member, partner, currency)
) STRICT, WITHOUT ROWID;

-- A partner's positions in all closed windows. A net is the opening residue and the window's
-- positions.
CREATE TABLE closed_totals (
  lane INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (lane, partner)
) STRICT, WITHOUT ROWID;
INSERT INTO closed_totals
  SELECT lane, partner, sum(net - opening_residue) FROM settlements GROUP BY lane, partner;

CREATE TABLE conversion_rates (
  from_currency INTEGER NOT NULL,
  to_currency INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (from_currency, to_currency, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE limits (
  partner INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (partner, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_events (
  lane INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  credential TEXT NOT NULL,
  action TEXT NOT NULL,
  resource TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (lane, number)
) STRICT, WITHOUT ROWID;

-- Version 1 of an outcome could hold a member with its identifiers (an Effect, of them the Member).
-- newest_outcome is the program's: it reads any version and writes the newest.
UPDATE requests SET result = newest_outcome(result) WHERE substr(result, 1, 3) = x'010101';
