#ifndef COALITION_SERVER_REPORTING_JOURNAL_REPLAY_H_
#define COALITION_SERVER_REPORTING_JOURNAL_REPLAY_H_

#include <map>
#include <string>
#include <vector>

#include "server/domain/catalog.h"
#include "server/reporting/books.h"

namespace coalition::reporting {

// Plays a journal from its beginning, one transaction after the other, and makes the books of it.
// Checks of each transaction what can be known from it, the catalog and those before it:
//   * that it has its number, and stands in its window, after the one before it in time;
//   * that it has the parts of its type, and follows both of its accounts' last transactions;
//   * that points and money sum to zero, and what was left of both accounts;
//   * that points follow from rate and carry, and money from terms (of reversals: from the
//   original);
//   * that what earns and adjustments issue comes into its lot, or repays a debt;
//   * that holds are opened on free points, closed once, and captured for no more than they held;
//   * that nothing happens to a member after its merger.
// Not which lots a debit took or a conversion filled, whether rates and terms were those in force
// (quotes may promise others), and limits.
class JournalReplay {
 public:
  using Windows = std::map<domain::WindowId, domain::Window>;

  // Both must outlive it. `lane_count` is that of the ledger.
  JournalReplay(const domain::Catalog& catalog, const Windows& windows, int lane_count)
      : catalog_(catalog), windows_(windows), lane_count_(lane_count) {}

  // `original` is what `t.original` names; null when the journal does not have it before `t`.
  // Answers what is wrong, or ""; then the books are not to be used any more.
  std::string Play(const domain::Transaction& t, const domain::Transaction* original);

  const Books& books() const { return books_; }

 private:
  std::string CheckPlace(const domain::Transaction& t);
  std::string CheckNumber(const domain::Transaction& t) const;
  std::string CheckOriginal(const domain::Transaction& t, const domain::Transaction* original);
  std::string PlayConversion(const domain::Transaction& t, const domain::Transaction* original);
  std::string PlayHolds(const domain::Transaction& t);
  std::string OpenHold(const domain::Transaction& t);
  std::string CloseHold(const domain::Transaction& t);
  std::string PlayMerger(const domain::Transaction& t);
  std::string PlayPoints(const domain::Transaction& t);
  // Of the transaction itself or its counterpart.
  template <typename Side>
  std::string PlaySide(const Side& side, const domain::Transaction& t);
  std::string PlayMoney(const domain::Transaction& t);
  void NoteRequest(const domain::Transaction& t);

  domain::Account& AccountAt(const domain::AccountKey& key, domain::Moment now);

  const domain::Catalog& catalog_;
  const Windows& windows_;
  const int lane_count_;
  Books books_;
};

}  // namespace coalition::reporting

#endif  // COALITION_SERVER_REPORTING_JOURNAL_REPLAY_H_
