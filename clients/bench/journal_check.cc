#include "clients/bench/journal_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/bench/check_results.h"

namespace coalition::bench {
namespace {

std::string NameOf(std::uint32_t lane, std::uint64_t sequence) {
  std::string text;
  TransactionNumber{lane, sequence}.WriteTo(&text);
  return text;
}

}  // namespace

JournalCheck::JournalCheck(std::vector<Acknowledged> acknowledged, std::int64_t undecided)
    : undecided_(undecided) {
  for (const Acknowledged& each : acknowledged) {
    lanes_[each.number.lane].acknowledged.push_back(each);
  }
  for (auto& [number, lane] : lanes_) {
    std::sort(lane.acknowledged.begin(), lane.acknowledged.end(),
              [](const Acknowledged& a, const Acknowledged& b) {
                return a.number.sequence < b.number.sequence;
              });
  }
}

void JournalCheck::See(TransactionNumber number, std::string_view request_id) {
  if (!difference_.empty()) return;
  Lane& lane = lanes_[number.lane];
  if (number.sequence <= lane.latest) {
    return Note(absl::StrCat(NameOf(number.lane, number.sequence), " is in the journal twice"));
  }
  lane.latest = number.sequence;
  if (lane.next == lane.acknowledged.size()) {
    ++unacknowledged_;
    return;
  }
  const Acknowledged& expected = lane.acknowledged[lane.next];
  if (number.sequence < expected.number.sequence) {
    ++unacknowledged_;
    return;
  }
  if (number.sequence > expected.number.sequence) {
    return Note(absl::StrCat(NameOf(number.lane, expected.number.sequence),
                             " was acknowledged and is not in the journal, or was so twice"));
  }
  ++lane.next;
  if (expected.request_id.ToString() != request_id) {
    Note(absl::StrCat(NameOf(number.lane, number.sequence), " was acknowledged to ",
                      expected.request_id.ToString(), " and is of ", std::string(request_id)));
  }
}

std::string JournalCheck::Finish() {
  for (const auto& [number, lane] : lanes_) {
    if (lane.next == lane.acknowledged.size()) continue;
    Note(absl::StrCat(NameOf(number, lane.acknowledged[lane.next].number.sequence),
                      " was acknowledged and is not in the journal"));
  }
  if (unacknowledged_ > undecided_) {
    Note(absl::StrCat("the journal has ", unacknowledged_,
                      " transactions that were not acknowledged; ", undecided_,
                      " events had no answer"));
  }
  return difference_.empty() ? CheckResults::kOk : difference_;
}

void JournalCheck::Note(std::string difference) {
  if (difference_.empty()) difference_ = std::move(difference);
}

Result<std::string> NewestTransaction(const Client& client) {
  ListTransactionsRequest newest;
  newest.page_size = 1;
  const auto page = client.ListTransactions(newest);
  if (!page) return page.error();
  return page->items.empty() ? std::string() : page->items.front().transaction_id;
}

Result<std::string> CheckJournal(const Client& client, const std::string& begin,
                                 JournalCheck check) {
  const auto end = NewestTransaction(client);
  if (!end) return end.error();
  if (*end == begin) return check.Finish();
  WatchTransactionsRequest request;
  request.from = begin.empty() ? WatchStart(FromBeginning{}) : WatchStart(FromAfter{begin});
  auto watch = client.WatchTransactions(request);
  if (!watch) return watch.error();
  for (std::string seen = begin; seen != *end;) {
    const auto each = watch->Next();
    if (!each) break;
    if (!*each) return each->error();
    const Transaction& transaction = **each;
    seen = transaction.transaction_id;
    const auto number = TransactionNumber::Parse(seen);
    if (number && !transaction.partner_id.empty()) check.See(*number, transaction.request_id);
  }
  return check.Finish();
}

}  // namespace coalition::bench
