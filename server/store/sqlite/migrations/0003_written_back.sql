-- One row per account, with its lots, holds and carries; runs of partners' journals; and a redo per
-- commit, so that rows that change often can be written later, together with their neighbours.

-- Counts commits. Requests of commits up to `requests_through` are in their table, and transactions
-- before `participants_end` in partner_runs; for those after them see redo and the journal.
ALTER TABLE lanes ADD COLUMN commit_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lanes ADD COLUMN requests_through INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lanes ADD COLUMN participants_end INTEGER NOT NULL DEFAULT 1;
UPDATE lanes SET participants_end = next_sequence;

-- What a commit changed of accounts, requests, reversals, day_totals, positions and outstanding,
-- whose rows may be older. `body` is a Redo. Gone once all that it changed is in the rows.
CREATE TABLE redo (
  lane INTEGER NOT NULL,
  commit_number INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, commit_number)
) STRICT, WITHOUT ROWID;

-- A partner's transactions from `first_sequence` on; `body` is a run (server/store/participation.h).
CREATE TABLE partner_runs (
  lane INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, partner, first_sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO partner_runs
  SELECT lane, partner, sequence, CASE reported WHEN 0 THEN x'00' ELSE x'01' END
  FROM partner_journal ORDER BY lane, partner, sequence;
DROP TABLE partner_journal;

-- `body` is an AccountRecord. Rows are written bucket by bucket: the last 12 bits of the member.
CREATE TABLE account_records (
  lane INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  -- 0: carries only.
  last_sequence INTEGER NOT NULL,
  -- Of the first lot above 0 to expire, its day.
  next_expiry INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (lane, bucket, member, currency)
) STRICT, WITHOUT ROWID;
-- account_record is the program's: it reads the tables that follow.
INSERT INTO account_records
  SELECT lane,
    (instr('0123456789ABCDEF', substr(hex(member), 30, 1)) - 1) * 256 +
    (instr('0123456789ABCDEF', substr(hex(member), 31, 1)) - 1) * 16 +
    (instr('0123456789ABCDEF', substr(hex(member), 32, 1)) - 1) AS bucket,
    member, currency, last_sequence,
    (SELECT coalesce(min(expires_on), 2147483647) FROM lots WHERE lots.lane = a.lane
       AND lots.member = a.member AND lots.currency = a.currency AND lots.points > 0),
    account_record(lane, member, currency)
  FROM (
    SELECT lane, member, currency, last_sequence FROM accounts
    UNION ALL
    SELECT DISTINCT lane, member, currency, 0 FROM carries WHERE NOT EXISTS (
      SELECT 1 FROM accounts WHERE accounts.lane = carries.lane
        AND accounts.member = carries.member AND accounts.currency = carries.currency)
  ) AS a
  ORDER BY lane, bucket, member, currency;
DROP TABLE accounts;
DROP TABLE lots;
DROP TABLE holds;
DROP TABLE carries;
ALTER TABLE account_records RENAME TO accounts;
