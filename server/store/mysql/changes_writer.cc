#include "server/store/mysql/changes_writer.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/domain/lanes.h"
#include "server/store/journal.h"
#include "server/store/mysql/journal_rows.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/row_writer.h"
#include "server/store/participation.h"

namespace coalition::store::mysql {
namespace {

Blob BlobOf(std::string_view text) { return {text}; }

class ChangesWriter {
 public:
  // Without `reads` all rows are new: nothing was there before.
  ChangesWriter(Connection& connection, const domain::Changes& changes, LaneReads* reads)
      : connection_(connection),
        changes_(changes),
        lane_(changes.lane.lane),
        lane_count_(changes.lane.lane_count),
        reads_(reads) {}

  absl::Status WriteRows() {
    return WriteParts({&ChangesWriter::WriteAccounts, &ChangesWriter::WriteJournal,
                       &ChangesWriter::WriteRuns, &ChangesWriter::WriteOutcomes,
                       &ChangesWriter::WriteReversals, &ChangesWriter::WriteDayTotals,
                       &ChangesWriter::WritePositions, &ChangesWriter::WriteOutstanding,
                       &ChangesWriter::WriteAllowances, &ChangesWriter::WriteMembers,
                       &ChangesWriter::WriteIdentifiers, &ChangesWriter::WriteWindows,
                       &ChangesWriter::WriteSettlements, &ChangesWriter::WriteClosedTotals,
                       &ChangesWriter::WriteAuditEvents});
  }

  absl::Status WriteCatalog() {
    return WriteParts({&ChangesWriter::WritePartners, &ChangesWriter::WriteRates,
                       &ChangesWriter::WriteTerms, &ChangesWriter::WriteLimits});
  }

  absl::Status UpdateLanes() {
    const domain::LaneState& lane = changes_.lane;
    // The lanes together have counted so many; in a window that is new, lane_ has them all. It
    // comes first, because what follows sees what came before.
    SqlText sql("UPDATE lanes SET window_transactions = CASE WHEN lane = ");
    sql.Value(lane_).Text(" THEN ").Value(reads_->OwnWindowTransactions(lane));
    sql.Text(" WHEN open_window = ").Value(lane.open_window.id);
    sql.Text(" THEN window_transactions ELSE 0 END, next_sequence = ").Value(lane.next_sequence);
    sql.Text(", open_window = ").Value(lane.open_window.id);
    sql.Text(", latest_at = ").Value(lane.latest_at);
    sql.Text(", next_event = ").Value(lane.next_event);
    sql.Text(", last_batch = ").Value(reads_->batch_number());
    // Whoever has another lane waits, or fails with a conflict, and then reads the catalog anew.
    if (changes_.changes_catalog()) sql.Text(", catalog_revision = catalog_revision + 1");
    if (takes_names_) sql.Text(", names_revision = names_revision + 1");
    InLanes(sql.Text(" WHERE "), reads_->lanes());
    return connection_.Run(sql);
  }

  absl::Status InsertLanes() {
    const domain::LaneState& lane = changes_.lane;
    RowWriter rows(connection_,
                   "INSERT INTO lanes (lane, next_sequence, open_window, latest_at, next_event,"
                   " catalog_revision, window_transactions, last_batch,"
                   " names_revision) VALUES ");
    for (int i = 0; i < lane_count_; ++i) {
      rows.Row(i, lane.next_sequence, lane.open_window.id, lane.latest_at, lane.next_event, 1,
               i == 0 ? lane.window_transactions : 0, 0, 0);
    }
    return rows.Finish();
  }

  absl::Status InsertNetwork(const domain::Network& network) {
    SqlText sql("INSERT INTO network (id, body) VALUES ");
    sql.Row(1, body_(network));
    return connection_.Run(sql);
  }

  absl::Status WriteOpenWindow() {
    RowWriter rows(connection_, kPutWindows, kUpdateWindow);
    WriteWindow(rows, changes_.lane.open_window);
    return rows.Finish();
  }

 private:
  static constexpr char kPutWindows[] =
      "INSERT INTO windows (lane, window_id, first_sequence, end_sequence, opened_at, closed_at,"
      " label, transaction_count) VALUES ";
  static constexpr char kUpdateWindow[] =
      " ON DUPLICATE KEY UPDATE first_sequence = VALUES(first_sequence),"
      " end_sequence = VALUES(end_sequence), opened_at = VALUES(opened_at),"
      " closed_at = VALUES(closed_at), label = VALUES(label),"
      " transaction_count = VALUES(transaction_count)";

  using Part = absl::Status (ChangesWriter::*)();
  absl::Status WriteParts(std::initializer_list<Part> parts) {
    for (const Part part : parts) {
      if (absl::Status status = (this->*part)(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status WriteAccounts() {
    const auto deltas = AccountDeltasOf(changes_);
    std::vector<domain::AccountKey> keys;
    keys.reserve(deltas.size());
    for (const auto& [key, delta] : deltas) keys.push_back(key);
    auto records = AccountsBefore(keys);
    if (!records.ok()) return records.status();
    RowWriter rows(connection_,
                   "INSERT INTO accounts (lane, member, currency, last_sequence, next_expiry, body)"
                   " VALUES ",
                   " ON DUPLICATE KEY UPDATE last_sequence = VALUES(last_sequence),"
                   " next_expiry = VALUES(next_expiry), body = VALUES(body)");
    for (std::size_t i = 0; i < deltas.size(); ++i) {
      const auto& [key, delta] = deltas[i];
      AccountRecord& record = (*records)[i];
      delta.ApplyTo(record);
      rows.Row(LaneOf(key.member), key.member, key.currency, record.last_transaction,
               record.NextExpiry(), body_(record));
      if (reads_ != nullptr) reads_->PutAccount(key, std::move(record));
    }
    return rows.Finish();
  }

  absl::Status WriteJournal() { return InsertTransactions(connection_, changes_.transactions); }

  absl::Status WriteRuns() {
    using Journal = std::pair<domain::LaneId, domain::PartnerId>;
    std::vector<std::pair<Journal, Participation>> all;
    for (const domain::Transaction& transaction : changes_.transactions) {
      for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
        all.push_back({{transaction.id.lane, partner}, {transaction.id.sequence, reported}});
      }
    }
    RowWriter rows(connection_,
                   "INSERT INTO partner_runs (lane, partner, first_sequence, body) VALUES ");
    absl::Status written = store::WriteRuns<Journal>(
        all, [&](const Journal& journal, domain::Sequence first, std::string_view bytes) {
          rows.Row(journal.first, journal.second, first, BlobOf(bytes));
          return absl::OkStatus();
        });
    return written.ok() ? rows.Finish() : written;
  }

  absl::Status WriteOutcomes() {
    RowWriter rows(connection_,
                   "INSERT INTO requests (lane, scope, request_id, digest, posted_lane, sequence,"
                   " result) VALUES ");
    for (const auto& [key, outcome] : changes_.outcomes) {
      const domain::LaneId lane = domain::LaneOf(key, lane_count_);
      if (const auto* posted = std::get_if<domain::TransactionId>(&outcome.result)) {
        rows.Row(lane, key.scope, BlobOf(key.request_id), outcome.digest, posted->lane,
                 posted->sequence, Null{});
      } else {
        rows.Row(lane, key.scope, BlobOf(key.request_id), outcome.digest, Null{}, Null{},
                 body_(outcome.result));
      }
    }
    return rows.Finish();
  }

  absl::Status WriteReversals() {
    RowWriter rows(connection_, "INSERT INTO reversals (lane, sequence, body) VALUES ",
                   " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    for (const auto& [id, state] : changes_.reversals) rows.Row(id.lane, id.sequence, body_(state));
    return rows.Finish();
  }

  absl::Status WriteDayTotals() {
    RowWriter rows(connection_,
                   "INSERT INTO day_totals (lane, member, partner, currency, day, earned, burned)"
                   " VALUES ",
                   " ON DUPLICATE KEY UPDATE day = VALUES(day), earned = VALUES(earned),"
                   " burned = VALUES(burned)");
    for (const auto& [key, totals] : changes_.day_totals) {
      const domain::LaneId lane = key.member == domain::MemberId{} ? lane_ : LaneOf(key.member);
      const domain::DayTotals own = OwnPart(key, totals);
      rows.Row(lane, key.member, key.partner, key.currency, own.day, own.earned, own.burned);
    }
    return rows.Finish();
  }

  absl::Status WritePositions() {
    RowWriter rows(connection_,
                   "INSERT INTO positions (lane, window_id, partner, money_currency, type, kind,"
                   " line_count, points, amount) VALUES ",
                   " ON DUPLICATE KEY UPDATE line_count = VALUES(line_count),"
                   " points = VALUES(points), amount = VALUES(amount)");
    for (const auto& [key, total] : changes_.positions) {
      const domain::PositionTotal own = OwnPart(key, total);
      rows.Row(lane_, key.window, key.partner, key.currency, key.type, key.kind, own.lines,
               own.points, own.amount);
    }
    return rows.Finish();
  }

  absl::Status WriteOutstanding() {
    RowWriter rows(connection_, "INSERT INTO outstanding (lane, issuer, currency, points) VALUES ",
                   " ON DUPLICATE KEY UPDATE points = VALUES(points)");
    for (const auto& [key, points] : changes_.outstanding) {
      rows.Row(lane_, key.issuer, key.currency, OwnPart(key, points));
    }
    return rows.Finish();
  }

  absl::Status WriteAllowances() {
    RowWriter rows(connection_,
                   "INSERT INTO allowances (lane, partner, currency, catalog_revision, period,"
                   " until, down, up) VALUES ",
                   " ON DUPLICATE KEY UPDATE catalog_revision = VALUES(catalog_revision),"
                   " period = VALUES(period), until = VALUES(until), down = VALUES(down),"
                   " up = VALUES(up)");
    for (const auto& [key, left] : changes_.allowances) {
      for (const domain::LaneId lane : reads_->lanes()) {
        rows.Row(lane, key.partner, key.currency, left.catalog_revision, left.period, left.until,
                 left.down, left.up);
      }
    }
    return rows.Finish();
  }

  absl::Status WriteMembers() {
    RowWriter rows(connection_, "INSERT INTO members (lane, member, body) VALUES ",
                   " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    for (const domain::Member& member : changes_.members) {
      rows.Row(LaneOf(member.id), member.id, body_(member));
    }
    return rows.Finish();
  }

  // Two lanes may give the same identifier away at the same time: of what was free the second one
  // finds the row that it did not know, and fails.
  absl::Status WriteIdentifiers() {
    static constexpr char kInsert[] =
        "INSERT INTO identifiers (lane, partner, kind, value, member) VALUES ";
    RowWriter added(connection_, kInsert);
    RowWriter put(connection_, kInsert, " ON DUPLICATE KEY UPDATE member = VALUES(member)");
    RowWriter removed(connection_,
                      "DELETE FROM identifiers WHERE (lane, partner, kind, value) IN (", ")");
    for (const auto& [identifier, member] : changes_.identifiers) {
      const domain::LaneId lane = domain::LaneOf(identifier, lane_count_);
      const Blob kind = BlobOf(identifier.kind);
      const Blob value = BlobOf(identifier.value);
      takes_names_ |= !IsFree(identifier);
      if (member) {
        (IsFree(identifier) ? added : put).Row(lane, identifier.partner, kind, value, *member);
      } else {
        removed.Row(lane, identifier.partner, kind, value);
      }
    }
    for (RowWriter* rows : {&removed, &put, &added}) {
      if (absl::Status written = rows->Finish(); !written.ok()) return written;
    }
    return absl::OkStatus();
  }

  // In the order given: a window that is opened and closed in one batch comes twice.
  absl::Status WriteWindows() {
    RowWriter rows(connection_, kPutWindows, kUpdateWindow);
    for (const domain::Window& window : changes_.windows) WriteWindow(rows, window);
    return rows.Finish();
  }
  void WriteWindow(RowWriter& rows, const domain::Window& window) {
    rows.Row(kNetworkLane, window.id, window.first, window.end, window.opened_at, window.closed_at,
             BlobOf(window.label), window.transaction_count);
  }

  absl::Status WriteSettlements() {
    RowWriter rows(connection_,
                   "INSERT INTO settlements (lane, window_id, partner, money_currency,"
                   " opening_residue, net, net_minor_units, closing_residue) VALUES ");
    for (const domain::PartnerSettlement& s : changes_.settlements) {
      rows.Row(kNetworkLane, s.window, s.partner, s.currency, s.opening_residue, s.net,
               s.net_minor_units, s.closing_residue);
    }
    return rows.Finish();
  }

  absl::Status WriteClosedTotals() {
    RowWriter rows(connection_, "INSERT INTO closed_totals (lane, partner, amount) VALUES ",
                   " ON DUPLICATE KEY UPDATE amount = VALUES(amount)");
    for (const auto& [partner, amount] : changes_.closed_totals)
      rows.Row(kNetworkLane, partner, amount);
    return rows.Finish();
  }

  absl::Status WriteAuditEvents() {
    RowWriter rows(connection_,
                   "INSERT INTO audit_events (lane, number, at, credential, action, resource,"
                   " reason) VALUES ");
    for (const domain::AuditEvent& event : changes_.audit_events) {
      rows.Row(kNetworkLane, event.number, event.at, BlobOf(event.credential_id),
               BlobOf(event.action), BlobOf(event.resource), BlobOf(event.reason));
    }
    return rows.Finish();
  }

  absl::Status WritePartners() {
    RowWriter partners(connection_, "INSERT INTO partners (partner, handle, body) VALUES ",
                       " ON DUPLICATE KEY UPDATE handle = VALUES(handle), body = VALUES(body)");
    for (const domain::Partner& partner : changes_.partners) {
      partners.Row(partner.id, BlobOf(partner.handle), body_(partner));
    }
    if (absl::Status written = partners.Finish(); !written.ok()) return written;
    RowWriter currencies(connection_, "INSERT INTO currencies (currency, code, body) VALUES ",
                         " ON DUPLICATE KEY UPDATE code = VALUES(code), body = VALUES(body)");
    for (const domain::Currency& currency : changes_.currencies) {
      currencies.Row(currency.id, BlobOf(currency.code), body_(currency));
    }
    if (absl::Status written = currencies.Finish(); !written.ok()) return written;
    RowWriter credentials(
        connection_, "INSERT INTO credentials (credential, partner, body) VALUES ",
        " ON DUPLICATE KEY UPDATE partner = VALUES(partner), body = VALUES(body)");
    for (const domain::Credential& credential : changes_.credentials) {
      credentials.Row(BlobOf(credential.id), credential.partner, body_(credential));
    }
    return credentials.Finish();
  }

  absl::Status WriteRates() {
    RowWriter rates(connection_,
                    "INSERT INTO exchange_rates (partner, currency, version, body) VALUES ");
    for (const domain::ExchangeRate& rate : changes_.rates) {
      rates.Row(rate.partner, rate.currency, rate.version, body_(rate));
    }
    if (absl::Status written = rates.Finish(); !written.ok()) return written;
    RowWriter conversions(
        connection_,
        "INSERT INTO conversion_rates (from_currency, to_currency, version, body) VALUES ");
    for (const domain::ConversionRate& rate : changes_.conversion_rates) {
      conversions.Row(rate.from, rate.to, rate.version, body_(rate));
    }
    return conversions.Finish();
  }

  absl::Status WriteTerms() {
    RowWriter rows(connection_, "INSERT INTO terms (partner, currency, version, body) VALUES ");
    for (const domain::Terms& terms : changes_.terms) {
      rows.Row(terms.partner, terms.currency, terms.version, body_(terms));
    }
    return rows.Finish();
  }

  // Of several in one batch the last counts; limits that limit nothing are none.
  absl::Status WriteLimits() {
    std::map<std::pair<domain::PartnerId, domain::CurrencyId>, const domain::PartnerLimits*> last;
    for (const domain::PartnerLimits& limits : changes_.limits) {
      last[{limits.partner, limits.currency}] = &limits;
    }
    RowWriter put(connection_, "INSERT INTO limits (partner, currency, body) VALUES ",
                  " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    RowWriter removed(connection_, "DELETE FROM limits WHERE (partner, currency) IN (", ")");
    for (const auto& [key, limits] : last) {
      removed.Row(key.first, key.second);
      if (limits->limits != domain::Limits()) put.Row(key.first, key.second, body_(*limits));
    }
    if (absl::Status written = removed.Finish(); !written.ok()) return written;
    return put.Finish();
  }

  absl::StatusOr<std::vector<AccountRecord>> AccountsBefore(
      const std::vector<domain::AccountKey>& keys) {
    if (reads_ == nullptr) return std::vector<AccountRecord>(keys.size());
    return reads_->AccountsAt(keys);
  }
  template <typename Key, typename Total>
  Total OwnPart(const Key& key, const Total& total) const {
    return reads_ == nullptr ? total : reads_->OwnPart(key, total);
  }
  bool IsFree(const domain::Identifier& identifier) const {
    return reads_ == nullptr || reads_->IsFree(identifier);
  }

  domain::LaneId LaneOf(const domain::MemberId& member) const {
    return domain::LaneOf(member, lane_count_);
  }

  Connection& connection_;
  const domain::Changes& changes_;
  // Of the rows that are divided among lanes by no key.
  const domain::LaneId lane_;
  const int lane_count_;
  LaneReads* const reads_;
  BodyWriter body_;
  // Whether an identifier that named somebody names nobody, or somebody else.
  bool takes_names_ = false;
};

}  // namespace

absl::Status WriteChanges(Connection& connection, const domain::Changes& changes,
                          LaneReads& reads) {
  ChangesWriter writer(connection, changes, &reads);
  absl::Status status = writer.WriteRows();
  if (status.ok()) status = writer.WriteCatalog();
  if (status.ok()) status = writer.UpdateLanes();
  return status;
}

absl::Status WriteNetwork(Connection& connection, const domain::Network& network,
                          const domain::Changes& first) {
  ChangesWriter writer(connection, first, nullptr);
  absl::Status status = writer.InsertNetwork(network);
  if (status.ok()) status = writer.InsertLanes();
  if (status.ok()) status = writer.WriteOpenWindow();
  if (status.ok()) status = writer.WriteCatalog();
  return status;
}

absl::Status WriteNetworkAlone(Connection& connection, const domain::Network& network) {
  const domain::Changes none;
  return ChangesWriter(connection, none, nullptr).InsertNetwork(network);
}

absl::Status WriteNewRows(Connection& connection, const domain::Changes& rows) {
  ChangesWriter writer(connection, rows, nullptr);
  absl::Status status = writer.WriteRows();
  return status.ok() ? writer.WriteCatalog() : status;
}

absl::Status WriteNewLanes(Connection& connection, const domain::LaneState& lane) {
  domain::Changes none;
  none.lane = lane;
  return ChangesWriter(connection, none, nullptr).InsertLanes();
}

}  // namespace coalition::store::mysql
