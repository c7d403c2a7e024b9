#include "server/store/mysql/changes_writer.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/domain/check.h"
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
      : script_(connection),
        changes_(changes),
        lane_(changes.lane.lane),
        lane_count_(changes.lane.lane_count),
        reads_(reads) {}

  // Reads the accounts that it changes.
  absl::Status WriteRows() {
    if (absl::Status written = WriteAccounts(); !written.ok()) return written;
    WriteJournal();
    WriteRuns();
    WriteOutcomes();
    WriteReversals();
    WriteDayTotals();
    WritePositions();
    WriteOutstanding();
    WriteAllowances();
    WriteMembers();
    WriteIdentifiers();
    WriteWindows();
    WriteSettlements();
    WriteClosedTotals();
    WriteAuditEvents();
    return absl::OkStatus();
  }

  void WriteCatalog() {
    WritePartners();
    WriteRates();
    WriteTerms();
    WriteLimits();
  }

  void UpdateLanes() {
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
    script_.Add(sql);
  }

  void InsertLanes() {
    const domain::LaneState& lane = changes_.lane;
    RowWriter rows(script_,
                   "INSERT INTO lanes (lane, next_sequence, open_window, latest_at, next_event,"
                   " catalog_revision, window_transactions, last_batch,"
                   " names_revision) VALUES ");
    for (int i = 0; i < lane_count_; ++i) {
      rows.Row(i, lane.next_sequence, lane.open_window.id, lane.latest_at, lane.next_event, 1,
               i == 0 ? lane.window_transactions : 0, 0, 0);
    }
  }

  void InsertNetwork(const domain::Network& network) {
    SqlText sql("INSERT INTO network (id, body) VALUES ");
    script_.Add(sql.Row(1, body_(network)));
  }

  void WriteOpenWindow() {
    RowWriter rows(script_, kPutWindows, kUpdateWindow);
    WriteWindow(rows, changes_.lane.open_window);
  }

  // Sends all of it.
  absl::Status Finish() { return script_.Finish(); }

 private:
  static constexpr char kPutWindows[] =
      "INSERT INTO windows (lane, window_id, first_sequence, end_sequence, opened_at, closed_at,"
      " label, transaction_count) VALUES ";
  static constexpr char kUpdateWindow[] =
      " ON DUPLICATE KEY UPDATE first_sequence = VALUES(first_sequence),"
      " end_sequence = VALUES(end_sequence), opened_at = VALUES(opened_at),"
      " closed_at = VALUES(closed_at), label = VALUES(label),"
      " transaction_count = VALUES(transaction_count)";

  absl::Status WriteAccounts() {
    const auto deltas = AccountDeltasOf(changes_);
    std::vector<domain::AccountKey> keys;
    keys.reserve(deltas.size());
    for (const auto& [key, delta] : deltas) keys.push_back(key);
    auto records = AccountsBefore(keys);
    if (!records.ok()) return records.status();
    RowWriter rows(script_,
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
    return absl::OkStatus();
  }

  void WriteJournal() { InsertTransactions(changes_.transactions, script_); }

  void WriteRuns() {
    using Journal = std::pair<domain::LaneId, domain::PartnerId>;
    std::vector<std::pair<Journal, Participation>> all;
    for (const domain::Transaction& transaction : changes_.transactions) {
      for (const auto& [partner, reported] : ParticipantsOf(transaction)) {
        all.push_back({{transaction.id.lane, partner}, {transaction.id.sequence, reported}});
      }
    }
    RowWriter rows(script_,
                   "INSERT INTO partner_runs (lane, partner, first_sequence, body) VALUES ");
    absl::Status encoded = store::WriteRuns<Journal>(
        all, [&](const Journal& journal, domain::Sequence first, std::string_view bytes) {
          rows.Row(journal.first, journal.second, first, BlobOf(bytes));
          return absl::OkStatus();
        });
    COALITION_CHECK(encoded.ok(), "of the rows of runs none is refused");
  }

  void WriteOutcomes() {
    RowWriter rows(script_,
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
  }

  void WriteReversals() {
    RowWriter rows(script_, "INSERT INTO reversals (lane, sequence, body) VALUES ",
                   " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    for (const auto& [id, state] : changes_.reversals) rows.Row(id.lane, id.sequence, body_(state));
  }

  void WriteDayTotals() {
    RowWriter rows(script_,
                   "INSERT INTO day_totals (lane, member, partner, currency, day, earned, burned)"
                   " VALUES ",
                   " ON DUPLICATE KEY UPDATE day = VALUES(day), earned = VALUES(earned),"
                   " burned = VALUES(burned)");
    for (const auto& [key, totals] : changes_.day_totals) {
      const domain::LaneId lane = key.member == domain::MemberId{} ? lane_ : LaneOf(key.member);
      const domain::DayTotals own = OwnPart(key, totals);
      rows.Row(lane, key.member, key.partner, key.currency, own.day, own.earned, own.burned);
    }
  }

  void WritePositions() {
    RowWriter rows(script_,
                   "INSERT INTO positions (lane, window_id, partner, money_currency, type, kind,"
                   " line_count, points, amount) VALUES ",
                   " ON DUPLICATE KEY UPDATE line_count = VALUES(line_count),"
                   " points = VALUES(points), amount = VALUES(amount)");
    for (const auto& [key, total] : changes_.positions) {
      const domain::PositionTotal own = OwnPart(key, total);
      rows.Row(lane_, key.window, key.partner, key.currency, key.type, key.kind, own.lines,
               own.points, own.amount);
    }
  }

  void WriteOutstanding() {
    RowWriter rows(script_, "INSERT INTO outstanding (lane, issuer, currency, points) VALUES ",
                   " ON DUPLICATE KEY UPDATE points = VALUES(points)");
    for (const auto& [key, points] : changes_.outstanding) {
      rows.Row(lane_, key.issuer, key.currency, OwnPart(key, points));
    }
  }

  void WriteAllowances() {
    RowWriter rows(script_,
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
  }

  void WriteMembers() {
    RowWriter rows(script_, "INSERT INTO members (lane, member, body) VALUES ",
                   " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    for (const domain::Member& member : changes_.members) {
      rows.Row(LaneOf(member.id), member.id, body_(member));
    }
  }

  // Two lanes may give the same identifier away at the same time: of what was free the second one
  // finds the row that it did not know, and fails.
  void WriteIdentifiers() {
    static constexpr char kInsert[] =
        "INSERT INTO identifiers (lane, partner, kind, value, member) VALUES ";
    // The last one is sent first: a name that is taken from one member may be given to another.
    RowWriter added(script_, kInsert);
    RowWriter put(script_, kInsert, " ON DUPLICATE KEY UPDATE member = VALUES(member)");
    RowWriter removed(script_, "DELETE FROM identifiers WHERE (lane, partner, kind, value) IN (",
                      ")");
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
  }

  // In the order given: a window that is opened and closed in one batch comes twice.
  void WriteWindows() {
    RowWriter rows(script_, kPutWindows, kUpdateWindow);
    for (const domain::Window& window : changes_.windows) WriteWindow(rows, window);
  }
  void WriteWindow(RowWriter& rows, const domain::Window& window) {
    rows.Row(kNetworkLane, window.id, window.first, window.end, window.opened_at, window.closed_at,
             BlobOf(window.label), window.transaction_count);
  }

  void WriteSettlements() {
    RowWriter rows(script_,
                   "INSERT INTO settlements (lane, window_id, partner, money_currency,"
                   " opening_residue, net, net_minor_units, closing_residue) VALUES ");
    for (const domain::PartnerSettlement& s : changes_.settlements) {
      rows.Row(kNetworkLane, s.window, s.partner, s.currency, s.opening_residue, s.net,
               s.net_minor_units, s.closing_residue);
    }
  }

  void WriteClosedTotals() {
    RowWriter rows(script_, "INSERT INTO closed_totals (lane, partner, amount) VALUES ",
                   " ON DUPLICATE KEY UPDATE amount = VALUES(amount)");
    for (const auto& [partner, amount] : changes_.closed_totals)
      rows.Row(kNetworkLane, partner, amount);
  }

  void WriteAuditEvents() {
    RowWriter rows(script_,
                   "INSERT INTO audit_events (lane, number, at, credential, action, resource,"
                   " reason) VALUES ");
    for (const domain::AuditEvent& event : changes_.audit_events) {
      rows.Row(kNetworkLane, event.number, event.at, BlobOf(event.credential_id),
               BlobOf(event.action), BlobOf(event.resource), BlobOf(event.reason));
    }
  }

  void WritePartners() {
    RowWriter partners(script_, "INSERT INTO partners (partner, handle, body) VALUES ",
                       " ON DUPLICATE KEY UPDATE handle = VALUES(handle), body = VALUES(body)");
    for (const domain::Partner& partner : changes_.partners) {
      partners.Row(partner.id, BlobOf(partner.handle), body_(partner));
    }
    RowWriter currencies(script_, "INSERT INTO currencies (currency, code, body) VALUES ",
                         " ON DUPLICATE KEY UPDATE code = VALUES(code), body = VALUES(body)");
    for (const domain::Currency& currency : changes_.currencies) {
      currencies.Row(currency.id, BlobOf(currency.code), body_(currency));
    }
    RowWriter credentials(
        script_, "INSERT INTO credentials (credential, partner, body) VALUES ",
        " ON DUPLICATE KEY UPDATE partner = VALUES(partner), body = VALUES(body)");
    for (const domain::Credential& credential : changes_.credentials) {
      credentials.Row(BlobOf(credential.id), credential.partner, body_(credential));
    }
  }

  void WriteRates() {
    RowWriter rates(script_,
                    "INSERT INTO exchange_rates (partner, currency, version, body) VALUES ");
    for (const domain::ExchangeRate& rate : changes_.rates) {
      rates.Row(rate.partner, rate.currency, rate.version, body_(rate));
    }
    RowWriter conversions(
        script_,
        "INSERT INTO conversion_rates (from_currency, to_currency, version, body) VALUES ");
    for (const domain::ConversionRate& rate : changes_.conversion_rates) {
      conversions.Row(rate.from, rate.to, rate.version, body_(rate));
    }
  }

  void WriteTerms() {
    RowWriter rows(script_, "INSERT INTO terms (partner, currency, version, body) VALUES ");
    for (const domain::Terms& terms : changes_.terms) {
      rows.Row(terms.partner, terms.currency, terms.version, body_(terms));
    }
  }

  // Of several in one batch the last counts; limits that limit nothing are none.
  void WriteLimits() {
    std::map<std::pair<domain::PartnerId, domain::CurrencyId>, const domain::PartnerLimits*> last;
    for (const domain::PartnerLimits& limits : changes_.limits) {
      last[{limits.partner, limits.currency}] = &limits;
    }
    // The last one is sent first.
    RowWriter put(script_, "INSERT INTO limits (partner, currency, body) VALUES ",
                  " ON DUPLICATE KEY UPDATE body = VALUES(body)");
    RowWriter removed(script_, "DELETE FROM limits WHERE (partner, currency) IN (", ")");
    for (const auto& [key, limits] : last) {
      removed.Row(key.first, key.second);
      if (limits->limits != domain::Limits()) put.Row(key.first, key.second, body_(*limits));
    }
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

  SqlScript script_;
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
  if (absl::Status status = writer.WriteRows(); !status.ok()) return status;
  writer.WriteCatalog();
  writer.UpdateLanes();
  return writer.Finish();
}

absl::Status WriteNetwork(Connection& connection, const domain::Network& network,
                          const domain::Changes& first) {
  ChangesWriter writer(connection, first, nullptr);
  writer.InsertNetwork(network);
  writer.InsertLanes();
  writer.WriteOpenWindow();
  writer.WriteCatalog();
  return writer.Finish();
}

absl::Status WriteNetworkAlone(Connection& connection, const domain::Network& network) {
  const domain::Changes none;
  ChangesWriter writer(connection, none, nullptr);
  writer.InsertNetwork(network);
  return writer.Finish();
}

absl::Status WriteNewRows(Connection& connection, const domain::Changes& rows) {
  ChangesWriter writer(connection, rows, nullptr);
  if (absl::Status status = writer.WriteRows(); !status.ok()) return status;
  writer.WriteCatalog();
  return writer.Finish();
}

absl::Status WriteNewLanes(Connection& connection, const domain::LaneState& lane) {
  domain::Changes none;
  none.lane = lane;
  ChangesWriter writer(connection, none, nullptr);
  writer.InsertLanes();
  return writer.Finish();
}

}  // namespace coalition::store::mysql
