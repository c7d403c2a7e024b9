#include "server/settlement/statement.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "server/settlement/names.h"

namespace coalition::settlement {
namespace {

// What a conversion issues is of the other currency.
domain::CurrencyId CurrencyOf(const domain::MoneyLeg& leg, const domain::Transaction& transaction) {
  const bool issued = leg.kind == domain::LegKind::kIssue;
  return issued && transaction.counterpart ? transaction.counterpart->currency
                                           : transaction.currency;
}

}  // namespace

std::vector<StatementLine> LinesOf(const domain::Transaction& transaction,
                                   domain::PartnerId partner) {
  std::vector<StatementLine> lines;
  for (const domain::MoneyLeg& leg : transaction.legs) {
    if (leg.partner != partner) continue;
    StatementLine line;
    line.transaction = transaction.id;
    line.ordinal = static_cast<std::int32_t>(lines.size());
    line.type = transaction.type;
    line.leg = leg;
    line.event_time = transaction.event_time;
    line.currency = CurrencyOf(leg, transaction);
    if (transaction.partner == partner) line.request_id = transaction.request_id;
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::Status ScanLines(store::LedgerSnapshot& snapshot, domain::PartnerId partner,
                       const domain::Window& window, domain::Sequence from,
                       absl::FunctionRef<bool(const StatementLine&)> visit) {
  store::JournalRange range;
  range.first = std::max(window.first, from);
  range.end = window.end;
  if (range.end != domain::kNoSequence && range.first >= range.end) return absl::OkStatus();
  return snapshot.ScanPartnerJournal(
      partner, /*reported_only=*/false, range, [&](const domain::Transaction& transaction) {
        for (const StatementLine& line : LinesOf(transaction, partner)) {
          if (!visit(line)) return false;
        }
        return true;
      });
}

std::string CanonicalText(const StatementLine& line, const domain::Catalog& catalog) {
  return absl::StrCat(line.transaction.ToString(), " ", line.ordinal, " ",
                      std::string(NameOf(line.type)), " ", std::string(NameOf(line.leg.kind)), " ",
                      line.leg.points.value(), " ", catalog.GetCurrency(line.currency).code, " ",
                      line.leg.money.amount.value(), " ",
                      std::string(line.leg.money.currency.code()), "\n");
}

absl::StatusOr<Statement> StatementReader::Read(store::LedgerSnapshot& snapshot,
                                                const domain::Catalog& catalog,
                                                domain::PartnerId partner,
                                                const domain::Window& window) {
  Statement statement;
  statement.window = window;
  statement.partner = partner;
  statement.currency = catalog.GetPartner(partner).settlement_currency;
  absl::Status scanned = snapshot.ScanPositions(
      window.id, [&](const domain::PositionKey& key, const domain::PositionTotal& total) {
        if (key.partner != partner) return true;
        statement.totals.push_back({key.type, key.kind, total});
        statement.line_count += total.lines;
        statement.net += total.amount;
        return true;
      });
  if (!scanned.ok()) return scanned;

  // A closed window has its own settlement; an open one begins with what the last one left over.
  const domain::WindowId settled =
      window.IsOpen() ? domain::WindowId(window.id.value() - 1) : window.id;
  scanned = snapshot.ScanSettlements(settled, [&](const domain::PartnerSettlement& settlement) {
    if (settlement.partner != partner) return true;
    if (window.IsOpen()) {
      statement.opening_residue = settlement.closing_residue;
    } else {
      statement.opening_residue = settlement.opening_residue;
      statement.net_minor_units = settlement.net_minor_units;
      statement.closing_residue = settlement.closing_residue;
    }
    return false;
  });
  if (!scanned.ok()) return scanned;
  statement.net += statement.opening_residue;

  if (!window.IsOpen()) {
    auto digest = DigestOf(snapshot, catalog, partner, window);
    if (!digest.ok()) return digest.status();
    statement.lines_sha256 = *std::move(digest);
  }
  return statement;
}

absl::StatusOr<std::string> StatementReader::DigestOf(store::LedgerSnapshot& snapshot,
                                                      const domain::Catalog& catalog,
                                                      domain::PartnerId partner,
                                                      const domain::Window& window) {
  const DigestKey key{window.id, partner};
  {
    MutexLock lock(mutex_);
    if (const auto known = digests_.find(key); known != digests_.end()) return known->second;
  }
  crypto_hash_sha256_state hash;
  crypto_hash_sha256_init(&hash);
  absl::Status scanned =
      ScanLines(snapshot, partner, window, window.first, [&](const StatementLine& line) {
        const std::string text = CanonicalText(line, catalog);
        crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
        return true;
      });
  if (!scanned.ok()) return scanned;
  std::array<unsigned char, crypto_hash_sha256_BYTES> bytes;
  crypto_hash_sha256_final(&hash, bytes.data());
  std::string digest =
      absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  MutexLock lock(mutex_);
  if (digests_.size() >= kDigestsKeptMax) digests_.clear();
  digests_.emplace(key, digest);
  return digest;
}

}  // namespace coalition::settlement
