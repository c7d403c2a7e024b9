#include "partner_sdk/src/outbox.h"

#include <iterator>

#include "partner_sdk/src/convert.h"
#include "partner_sdk/src/status.h"

namespace coalition::sdk_internal {

Outbox::Outbox(std::chrono::nanoseconds attempt_limit, const Environment& environment)
    : attempt_limit_(attempt_limit), environment_(environment) {}

void Outbox::Add(std::vector<Item> items, OnAnswers on_answers, RetryBudget budget) {
  const Place place = next_place_++;
  Group group{.items = std::move(items), .on_answers = std::move(on_answers), .budget = budget};
  for (std::size_t i = 0; i < group.items.size(); ++i) {
    group.results.push_back({.request_id = group.items[i].request_id});
    places_.emplace(group.items[i].request_id, std::pair(place, i));
  }
  items_ += group.items.size();
  ++awaited_;
  TickBy(budget.deadline());
  Reset(group);
  ready_.insert(place);
  groups_.emplace(place, std::move(group));
}

Outbox::Message Outbox::NextToWrite() {
  if (!half_written_) {
    if (ready_.empty()) return nullptr;
    half_written_.emplace(*ready_.begin(), 0);
    ready_.erase(ready_.begin());
    Group& group = groups_.at(half_written_->first);
    group.budget.BeginAttempt();
    group.state = State::kWritten;
    group.until = environment_.now() + attempt_limit_;
    TickBy(group.until);
  }
  const Group& group = groups_.at(half_written_->first);
  Message message = group.items[half_written_->second++].message;
  if (half_written_->second == group.items.size()) half_written_.reset();
  return message;
}

bool Outbox::Take(const v1::BatchResult& result) {
  if (result.outcome_case() == v1::BatchResult::OUTCOME_NOT_SET) return false;
  const auto found = Find(result.request_id());
  if (!found) return false;
  const auto [at, i] = *found;
  Group& group = at->second;
  if (result.has_receipt()) {
    group.results[i].receipt = FromProto(result.receipt());
  } else {
    Error error = ErrorFrom(result.error());
    error.request_id = group.results[i].request_id;
    error.attempts = group.budget.attempts();
    group.results[i].receipt = std::move(error);
  }
  group.is_answered[i] = true;
  if (--group.unanswered == 0) Complete(at);
  return true;
}

std::optional<std::pair<Outbox::Groups::iterator, std::size_t>> Outbox::Find(
    const std::string& request_id) {
  std::optional<std::pair<Groups::iterator, std::size_t>> found;
  const auto [begin, end] = places_.equal_range(request_id);
  for (auto each = begin; each != end; ++each) {
    const auto [place, i] = each->second;
    const auto group = groups_.find(place);
    if (group->second.state != State::kWritten || group->second.is_answered[i]) continue;
    if (!found || std::pair(place, i) < std::pair(found->first->first, found->second)) {
      found.emplace(group, i);
    }
  }
  return found;
}

void Outbox::Complete(Groups::iterator at) {
  Group& group = at->second;
  if (const Error* error = WorthAnother(group.results); error != nullptr && group.awaited) {
    const std::chrono::nanoseconds wait = group.budget.NextWait(*error);
    if (group.budget.AllowsAnother(*error, wait)) return RestFor(wait, group);
  }
  GiveAnswer(group);
  Remove(at);
}

std::chrono::nanoseconds Outbox::CallEnded(const Error& error) {
  std::optional<std::chrono::nanoseconds> wait;
  half_written_.reset();
  stale_ = false;
  for (auto at = groups_.begin(); at != groups_.end();) {
    Group& group = at->second;
    // The wait is that of the oldest group that goes on.
    const auto its_wait = wait.value_or(group.budget.NextWait(error));
    if (group.state == State::kWritten) group.failure = MoreTelling(group.failure, error);
    if (!group.awaited || !group.budget.AllowsAnother(error, its_wait)) {
      AnswerWith(MoreTelling(group.failure, error), group);
      at = Remove(at);
      continue;
    }
    wait = its_wait;
    if (group.state == State::kWritten) MakeReady(at);
    ++at;
  }
  return wait.value_or(std::chrono::nanoseconds(0));
}

void Outbox::Tick() {
  const TimePoint now = environment_.now();
  if (now < next_tick_) return;
  next_tick_ = kNever;
  for (auto at = groups_.begin(); at != groups_.end();) at = TickGroup(at, now);
}

Outbox::Groups::iterator Outbox::TickGroup(Groups::iterator at, TimePoint now) {
  Group& group = at->second;
  if (group.awaited && group.budget.deadline() <= now) {
    AnswerWith(MoreTelling(group.failure, NoAnswerInTime()), group);
    if (group.state != State::kWritten) return Remove(at);
  }
  if (group.until <= now) {
    if (group.state == State::kRests) MakeReady(at);
    if (group.state == State::kWritten) stale_ = true;
  } else {
    TickBy(group.until);
  }
  if (group.awaited) TickBy(group.budget.deadline());
  return std::next(at);
}

void Outbox::Reset(Group& group) {
  group.is_answered.assign(group.items.size(), false);
  group.unanswered = group.items.size();
}

void Outbox::MakeReady(Groups::iterator at) {
  Reset(at->second);
  at->second.state = State::kReady;
  at->second.until = kNever;
  ready_.insert(at->first);
}

void Outbox::RestFor(std::chrono::nanoseconds wait, Group& group) {
  group.state = State::kRests;
  group.until = environment_.now() + wait;
  TickBy(group.until);
}

void Outbox::AnswerWith(const Error& error, Group& group) {
  for (BatchResult& result : group.results) {
    Error its_error = error;
    its_error.request_id = result.request_id;
    its_error.attempts = group.budget.attempts();
    result.receipt = std::move(its_error);
  }
  GiveAnswer(group);
}

void Outbox::GiveAnswer(Group& group) {
  if (!group.awaited) return;
  group.awaited = false;
  --awaited_;
  answers_.push_back({std::move(group.on_answers), group.results});
}

Outbox::Groups::iterator Outbox::Remove(Groups::iterator at) {
  for (std::size_t i = 0; i < at->second.items.size(); ++i) {
    const auto [begin, end] = places_.equal_range(at->second.items[i].request_id);
    places_.erase(std::find_if(
        begin, end, [&](const auto& each) { return each.second == std::pair(at->first, i); }));
  }
  ready_.erase(at->first);
  items_ -= at->second.items.size();
  const auto next = groups_.erase(at);
  if (groups_.empty()) next_tick_ = kNever;
  return next;
}

}  // namespace coalition::sdk_internal
