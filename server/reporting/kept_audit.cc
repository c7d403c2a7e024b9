#include "server/reporting/kept_audit.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace coalition::reporting {
namespace {

using domain::Account;
using domain::AccountKey;
using domain::Hold;
using domain::TransactionId;

std::string Describe(const AccountKey& key) {
  return absl::StrCat("the account of member ", key.member.ToString(), " in currency ",
                      key.currency.value());
}

absl::Status AuditLots(const KeptAndBooks& both, AuditReport& report) {
  absl::flat_hash_map<AccountKey, std::vector<domain::Lot>> kept;
  absl::Status scanned = both.snapshot.ScanLots([&](const AccountKey& key, const domain::Lot& lot) {
    kept[key].push_back(lot);
    ++report.lots;
    return true;
  });
  if (!scanned.ok()) return scanned;
  for (const auto& [key, account] : both.books.accounts) {
    const Account stored(key, std::move(kept[key]), domain::kNoSequence);
    if (stored.lots() != account.lots()) Differs(report, "lots in " + Describe(key));
    kept.erase(key);
  }
  for (const auto& [key, lots] : kept) {
    Differs(report, "lots without transactions in " + Describe(key));
  }
  return scanned;
}

// A hold that expired is dropped when its account is used next, by whatever command.
absl::Status AuditHolds(const KeptAndBooks& both, AuditReport& report) {
  absl::flat_hash_map<AccountKey, std::vector<Hold>> kept;
  absl::Status scanned = both.snapshot.ScanHolds([&](const AccountKey& key, const Hold& hold) {
    kept[key].push_back(hold);
    return true;
  });
  if (!scanned.ok()) return scanned;
  const domain::Moment now = both.snapshot.lane().latest_at;
  for (const auto& [key, account] : both.books.accounts) {
    std::vector<Hold>& holds = kept[key];
    for (const Hold& open : account.holds()) {
      const auto same = std::find(holds.begin(), holds.end(), open);
      if (same != holds.end()) {
        holds.erase(same);
      } else if (open.expires_at > now) {
        Differs(report, "a hold is missing on " + Describe(key));
      }
    }
  }
  for (const auto& [key, holds] : kept) {
    if (!holds.empty()) Differs(report, "a hold is not the journal's on " + Describe(key));
  }
  return scanned;
}

absl::Status AuditAccountHeads(const KeptAndBooks& both, AuditReport& report) {
  return CompareRows(
      both.books.accounts,
      [&](auto visit) {
        return both.snapshot.ScanAccounts(
            [&](const AccountKey& key, const domain::Sequence& last) { return visit(key, last); });
      },
      [](const Account& account, domain::Sequence last) {
        return account.last_transaction() == last;
      },
      "last transactions of accounts", report);
}

// None is the same as zeros.
absl::Status AuditCarries(const KeptAndBooks& both, AuditReport& report) {
  std::map<domain::CarryKey, domain::Carries> expected = both.books.carries;
  std::erase_if(expected, [](const auto& entry) { return entry.second == domain::Carries{}; });
  return CompareRows(
      expected,
      [&](auto visit) {
        return both.snapshot.ScanCarries(
            [&](const domain::CarryKey& key, const domain::Carries& carries) {
              return carries == domain::Carries{} || visit(key, carries);
            });
      },
      [](const domain::Carries& a, const domain::Carries& b) { return a == b; }, "carries", report);
}

absl::Status AuditOutstanding(const KeptAndBooks& both, AuditReport& report) {
  return CompareRows(
      both.books.outstanding,
      [&](auto visit) {
        return both.snapshot.ScanOutstanding(
            [&](const domain::OutstandingKey& key, const domain::Points& points) {
              return visit(key, points);
            });
      },
      [](domain::Points a, domain::Points b) { return a == b; }, "outstanding points", report);
}

using Part = absl::Status (*)(const KeptAndBooks&, AuditReport&);

absl::Status RunAll(std::initializer_list<Part> parts, const KeptAndBooks& both,
                    AuditReport& report) {
  for (const Part part : parts) {
    if (absl::Status done = part(both, report); !done.ok() || !report.ok()) return done;
  }
  return absl::OkStatus();
}

bool HasPart(domain::PartnerId partner, const domain::Transaction& t, bool reported_only) {
  return t.partner == partner || (!reported_only && std::any_of(t.legs.begin(), t.legs.end(),
                                                                [&](const domain::MoneyLeg& leg) {
                                                                  return leg.partner == partner;
                                                                }));
}

// As many different transactions as there are, and all of the partner's.
absl::Status AuditPartnerJournal(const KeptAndBooks& both, const domain::Partner& partner,
                                 bool reported_only, AuditReport& report) {
  const std::string what = "the journal of partner " + partner.handle;
  std::int64_t rows = 0;
  domain::Sequence last = domain::kNoSequence;
  absl::Status scanned = both.snapshot.ScanPartnerJournal(
      partner.id, reported_only, {}, [&](const domain::Transaction& t) {
        ++rows;
        const bool follows = t.id.sequence > last;
        last = t.id.sequence;
        return (follows && HasPart(partner.id, t, reported_only)) || Differs(report, what);
      });
  const auto found = both.books.partner_transactions.find(partner.id);
  const PartnerTransactions expected =
      found == both.books.partner_transactions.end() ? PartnerTransactions{} : found->second;
  if (rows != (reported_only ? expected.reported : expected.all)) Differs(report, what);
  return scanned;
}

}  // namespace

absl::Status AuditAccounts(const KeptAndBooks& both, AuditReport& report) {
  return RunAll({AuditLots, AuditHolds, AuditAccountHeads, AuditCarries, AuditOutstanding}, both,
                report);
}

absl::Status AuditReversals(const KeptAndBooks& both, AuditReport& report) {
  std::size_t rows = 0;
  absl::Status scanned =
      both.snapshot.ScanReversals([&](const TransactionId& id, const domain::ReversalState& state) {
        ++rows;
        const auto expected = both.books.reversals.find(id);
        return (expected != both.books.reversals.end() && expected->second.Agrees(state)) ||
               Differs(report, "what was reversed of transaction " + id.ToString());
      });
  if (scanned.ok() && report.ok() && rows != both.books.reversals.size()) {
    Differs(report, "reversed transactions that the store does not know");
  }
  return scanned;
}

absl::Status AuditPartnerJournals(const KeptAndBooks& both, AuditReport& report) {
  for (const auto& [id, partner] : both.catalog.partners()) {
    for (const bool reported_only : {false, true}) {
      absl::Status audited = AuditPartnerJournal(both, partner, reported_only, report);
      if (!audited.ok()) return audited;
    }
  }
  return absl::OkStatus();
}

// Newest first: numbered down to 1, none later than the one after it.
absl::Status AuditEvents(const KeptAndBooks& both, AuditReport& report) {
  const domain::LaneState& lane = both.snapshot.lane();
  std::int64_t expected = lane.next_event - 1;
  domain::Moment latest = lane.latest_at;
  absl::Status scanned =
      both.snapshot.ScanAuditEvents(INT64_MAX, [&](const domain::AuditEvent& event) {
        const bool follows = event.number == expected && event.at <= latest;
        --expected;
        latest = event.at;
        return follows || Differs(report, absl::StrCat("audit event ", event.number,
                                                       " is not the next of its number and time"));
      });
  if (scanned.ok() && expected != 0) Differs(report, "audit events are missing");
  return scanned;
}

absl::Status AuditKept(const KeptAndBooks& both, AuditReport& report) {
  return RunAll({AuditAccounts, AuditReversals, AuditOutcomes, AuditPartnerJournals,
                 AuditSettlement, AuditMembers, AuditEvents},
                both, report);
}

}  // namespace coalition::reporting
