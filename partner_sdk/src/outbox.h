#ifndef COALITION_PARTNER_SDK_SRC_OUTBOX_H_
#define COALITION_PARTNER_SDK_SRC_OUTBOX_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coalition/points.h"
#include "coalition/v1/points_service.pb.h"
#include "partner_sdk/src/environment.h"
#include "partner_sdk/src/retry_budget.h"

namespace coalition::sdk_internal {

// What a PostingStream took and has not answered yet, and when to send what. Its unit is the group:
// one command or several linked ones, which are sent next to each other, answered together and sent
// again as a whole.
//
// A group is `ready` to be written, or was `written` to the call that is open, or `rests` after a
// retryable error until it may be written again. One whose time is over is answered at once; if it
// was written it stays, so that its late answer is known for what it is.
//
// Knows neither threads nor gRPC. Not thread-safe.
class Outbox {
 public:
  using OnAnswers = std::function<void(std::vector<BatchResult>)>;
  using Message = std::shared_ptr<const v1::SubmitStreamRequest>;

  struct Item {
    std::string request_id;
    Message message;
  };

  // An answer that is to be given to the caller.
  struct Answer {
    OnAnswers on_answers;
    std::vector<BatchResult> results;
  };

  // A written group that gets no answer within `attempt_limit` makes the call stale. The
  // environment must outlive this object.
  Outbox(std::chrono::nanoseconds attempt_limit, const Environment& environment);

  // Appends a group of at least one item.
  void Add(std::vector<Item> items, OnAnswers on_answers, RetryBudget budget);

  // What to write next to the call that is open; null: nothing for now.
  Message NextToWrite();

  // Takes the result of one written item. False: it makes no sense, and was not taken.
  bool Take(const v1::BatchResult& result);

  // No more results will come from the call that was open. Everything that waits for an answer
  // becomes ready again, or is answered with `error`. Answers how long the next call has to wait.
  std::chrono::nanoseconds CallEnded(const Error& error);

  // Lets time pass: ends rests, answers what is out of time.
  void Tick();
  // When Tick() may have something to do.
  TimePoint next_tick() const { return next_tick_; }

  // Each answer is handed out once.
  std::vector<Answer> TakeAnswers() { return std::exchange(answers_, {}); }

  bool HasReady() const { return !ready_.empty(); }
  // A group that was written waits longer than the attempt limit.
  bool is_stale() const { return stale_; }
  // Whether anybody still waits for an answer.
  bool IsAwaited() const { return awaited_ > 0; }
  // Items of all groups that are here, awaited or not.
  std::size_t items() const { return items_; }

 private:
  enum class State { kReady, kWritten, kRests };
  using Place = std::uint64_t;

  struct Group {
    std::vector<Item> items;
    OnAnswers on_answers;
    RetryBudget budget;
    State state = State::kReady;
    // When it was written for long enough, or has rested.
    TimePoint until = kNever;
    // One for each item; `is_answered` says which hold an outcome.
    std::vector<BatchResult> results{};
    std::vector<bool> is_answered{};
    std::size_t unanswered = 0;
    // False: out of time, and answered so.
    bool awaited = true;
    // Why it was sent again.
    std::optional<Error> failure{};
  };
  using Groups = std::map<Place, Group>;

  // The first written item with this id that has no result.
  std::optional<std::pair<Groups::iterator, std::size_t>> Find(const std::string& request_id);
  void Complete(Groups::iterator group);
  // Forgets the results that it has, so that it can be written again.
  void Reset(Group& group);
  void MakeReady(Groups::iterator group);
  void RestFor(std::chrono::nanoseconds wait, Group& group);
  void AnswerWith(const Error& error, Group& group);
  void GiveAnswer(Group& group);
  Groups::iterator Remove(Groups::iterator group);
  Groups::iterator TickGroup(Groups::iterator group, TimePoint now);
  void TickBy(TimePoint moment) { next_tick_ = std::min(next_tick_, moment); }

  const std::chrono::nanoseconds attempt_limit_;
  const Environment& environment_;

  Groups groups_;
  Place next_place_ = 0;
  std::set<Place> ready_;
  std::unordered_multimap<std::string, std::pair<Place, std::size_t>> places_;
  // The group of which some items are written and this is the next.
  std::optional<std::pair<Place, std::size_t>> half_written_;
  std::vector<Answer> answers_;
  std::size_t items_ = 0;
  std::size_t awaited_ = 0;
  bool stale_ = false;
  // Never later than the first moment at which something is to be done.
  TimePoint next_tick_ = kNever;
};

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_OUTBOX_H_
