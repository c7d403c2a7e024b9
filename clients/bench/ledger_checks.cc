#include "clients/bench/ledger_checks.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/bench/journal_check.h"

namespace coalition::bench {

absl::StatusOr<LedgerChecks> LedgerChecks::Begin(Check check, const OperatorAccess& by) {
  LedgerChecks checks(check, by);
  if (check == Check::kNone) return checks;
  auto totals = ReadTotals(by.network);
  if (!totals) return ToStatus(totals.error());
  checks.before_ = *std::move(totals);
  auto newest = NewestTransaction(by.client);
  if (!newest) return ToStatus(newest.error());
  checks.newest_before_ = *std::move(newest);
  return checks;
}

absl::StatusOr<CheckResults> LedgerChecks::Finish(const Tally& tally,
                                                  std::int64_t undecided) const {
  CheckResults results;
  if (check_ == Check::kNone) return results;
  const auto after = ReadTotals(by_.network);
  if (!after) return ToStatus(after.error());
  results.totals = undecided == 0
                       ? CompareTotals(before_, *after, tally.totals)
                       : absl::StrCat("cannot be compared: ", undecided, " events had no answer");
  if (check_ != Check::kFull) return results;

  auto journal =
      CheckJournal(by_.client, newest_before_, JournalCheck(tally.acknowledged, undecided));
  if (!journal) return ToStatus(journal.error());
  results.acknowledged = *std::move(journal);
  const auto verified = by_.network.VerifyLedger();
  if (!verified) return ToStatus(verified.error());
  results.verify_ledger = verified->ok ? CheckResults::kOk : verified->first_difference;
  return results;
}

}  // namespace coalition::bench
