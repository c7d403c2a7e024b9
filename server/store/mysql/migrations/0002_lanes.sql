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
