-- The two tables to which every commit appends a row or more become clustered by an integer alone:
-- SQLite then fills a page and goes on to the next, where it would move the rows of neighbouring
-- pages, and keeps rows of up to a page in one piece. A file has one lane.

CREATE TABLE journal_rows (
  sequence INTEGER PRIMARY KEY,
  lane INTEGER NOT NULL,
  window_id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  partner INTEGER NOT NULL,
  member BLOB NOT NULL,
  currency INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  posted_at INTEGER NOT NULL,
  points INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
INSERT INTO journal_rows
  SELECT sequence, lane, window_id, type, partner, member, currency, event_time, posted_at, points,
    body
  FROM journal ORDER BY lane, sequence;
DROP TABLE journal;
ALTER TABLE journal_rows RENAME TO journal;

CREATE TABLE redo_rows (
  commit_number INTEGER PRIMARY KEY,
  lane INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
INSERT INTO redo_rows
  SELECT commit_number, lane, body FROM redo ORDER BY lane, commit_number;
DROP TABLE redo;
ALTER TABLE redo_rows RENAME TO redo;
