#include "server/engine/lane.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <thread>
#include <utility>
#include <variant>

#include "server/base/thread_name.h"
#include "server/domain/ledger.h"
#include "server/engine/decide.h"
#include "server/engine/load.h"

namespace coalition::engine {
namespace {

using domain::Answer;
using domain::Command;
using domain::Reason;
using domain::Rejection;

// A caller that sends one request after the other is back in less than that. A committer that slept
// meanwhile would have to be woken, which takes a tenth of such a call.
constexpr std::chrono::microseconds kWatchTime{300};

// Whether what comes after it must wait until it is done: the catalog is published after the commit
// that changed it, and a window is closed from what the file has of the one before.
bool IsExclusive(const Command& command) {
  return domain::ChangesCatalog(command) ||
         std::holds_alternative<domain::CloseWindow>(command.action);
}

// What came in the way of a batch is gone soon, or comes again; servers that tried again at the
// same pace would meet again. The first two attempts are at once.
void PauseBefore(int attempt) {
  constexpr int kDoublingsMax = 5;
  if (attempt <= 2) return;
  thread_local std::minstd_rand random{std::random_device{}()};
  const int max_us = 1'000 << std::min(attempt - 3, kDoublingsMax);
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<int>(0, max_us)(random)));
}

}  // namespace

PostingEngine::Lane::Lane(std::optional<domain::LaneId> id, store::LedgerStore& store,
                          PublishedCatalog& catalog, JournalTail& tail, const Clock& clock,
                          const EngineOptions& options, Forward forward, BatchGate* gate)
    : id_(id),
      store_(store),
      catalog_(catalog),
      tail_(tail),
      clock_(clock),
      options_(options),
      forward_(std::move(forward)),
      gate_(gate),
      queue_(options.queue_commands_max),
      // What is answered was admitted by queue_, which bounds it.
      replies_(std::numeric_limits<std::size_t>::max()),
      replier_([this] { ReplyLoop(); }) {
  const std::size_t commands_min[] = {1, options.overlap_commands_min,
                                      options.read_ahead_commands_min};
  const auto at_once = static_cast<std::size_t>(options.batches_at_once);
  COALITION_CHECK(at_once >= 1 && at_once <= std::size(commands_min), "1 to 3 at once");
  // Where others may have the lane, a batch cannot go on from one that is being written: a second
  // committer would only take its batch too early.
  const std::size_t committers = store.is_shared() ? 1 : at_once;
  for (const std::size_t min : std::span(commands_min).first(committers)) {
    committers_.emplace_back([this, min] { CommitLoop(min); });
  }
}

PostingEngine::Lane::~Lane() { Drain(); }

domain::Decided<domain::Accepted> PostingEngine::Lane::Submit(std::vector<Command> commands,
                                                              Completion done) {
  const std::size_t weight = commands.size();
  Submission submission{std::move(commands), std::move(done)};
  switch (queue_.Push(submission, weight)) {
    case BoundedQueue<Submission>::PushResult::kTaken:
      return domain::Accepted{};
    case BoundedQueue<Submission>::PushResult::kFull:
      return Rejection{Reason::kQueueFull, {}};
    case BoundedQueue<Submission>::PushResult::kClosed:
      return Rejection{Reason::kShuttingDown, {}};
  }
  return Rejection{Reason::kShuttingDown, {}};
}

void PostingEngine::Lane::Give(Submission submission) {
  const std::size_t weight = submission.commands.size();
  const auto given = queue_.PushBeyond(std::move(submission), weight);
  COALITION_CHECK(given == BoundedQueue<Submission>::PushResult::kTaken,
                  "nothing is given to a lane that was drained");
}

void PostingEngine::Lane::Drain() {
  queue_.Close();
  for (std::thread& committer : committers_) {
    if (committer.joinable()) committer.join();
  }
  replies_.Close();
  if (replier_.joinable()) replier_.join();
}

void PostingEngine::Lane::CommitLoop(std::size_t commands_min) {
  NameThread("committer");
  bool watches = false;
  while (true) {
    const auto idle_since = std::chrono::steady_clock::now();
    if (watches) queue_.Watch(kWatchTime);
    // Without the turn, which another may need to try a batch again.
    if (!queue_.Await(commands_min)) return;
    const bool was_soon = std::chrono::steady_clock::now() - idle_since < kWatchTime;
    BatchGate::Pass pass;
    if (gate_ != nullptr) pass = gate_->Enter([this] { return queue_.weight(); });
    Turn turn(turn_, std::defer_lock);
    Batch batch = TakeBatch(turn);
    if (batch.submissions.empty()) continue;
    Answers answers = Process(batch, turn);
    if (turn.owns_lock()) turn.unlock();
    pass = BatchGate::Pass();
    std::size_t commands = 0;
    std::vector<Reply> replies;
    replies.reserve(batch.submissions.size());
    for (std::size_t i = 0; i < batch.submissions.size(); ++i) {
      Submission& submission = batch.submissions[i];
      commands += submission.commands.size();
      if (answers[i].size() < submission.commands.size()) {
        SendOn(batch.next_homes[i], std::move(submission), std::move(answers[i]));
        continue;
      }
      replies.push_back({std::move(answers[i]), std::move(submission.done)});
    }
    watches = commands == 1 && was_soon;
    if (commands <= kAnsweredAtOnceMax) {
      for (Reply& reply : replies) reply.done(std::move(reply.answers));
    } else {
      replies_.PushAll(std::move(replies));
    }
  }
}

void PostingEngine::Lane::SendOn(const std::optional<domain::LaneId>& home, Submission submission,
                                 std::vector<Answer> answered) {
  if (!answered.empty()) {
    auto& commands = submission.commands;
    commands.erase(commands.begin(),
                   commands.begin() + static_cast<std::ptrdiff_t>(answered.size()));
    submission.done = [answered = std::move(answered),
                       done = std::move(submission.done)](std::vector<Answer> rest) mutable {
      std::move(rest.begin(), rest.end(), std::back_inserter(answered));
      done(std::move(answered));
    };
  }
  forward_(home, std::move(submission));
}

void PostingEngine::Lane::ReplyLoop() {
  NameThread("replier");
  while (true) {
    std::vector<Reply> ready = replies_.PopUpTo(std::numeric_limits<std::size_t>::max());
    if (ready.empty()) return;
    for (Reply& reply : ready) reply.done(std::move(reply.answers));
  }
}

PostingEngine::Lane::Batch PostingEngine::Lane::TakeBatch(Turn& turn) {
  const std::lock_guard next(next_);
  Batch batch;
  if (!turn.try_lock()) {
    if (id_ && queue_.weight() >= options_.read_ahead_commands_min) {
      batch = TakeFromQueue();
      batch.ahead = LoadAhead(batch.commands, store_, *id_, catalog_.Get());
    }
    turn.lock();
  }
  if (batch.submissions.empty()) batch = TakeFromQueue();
  return batch;
}

PostingEngine::Lane::Batch PostingEngine::Lane::TakeFromQueue() {
  Batch batch;
  batch.submissions = queue_.TakeUpTo(options_.batch_commands_max);
  for (const Submission& submission : batch.submissions) {
    for (const Command& command : submission.commands) batch.commands.push_back(&command);
  }
  return batch;
}

PostingEngine::Lane::Answers PostingEngine::Lane::Process(Batch& batch, Turn& turn) {
  Answers answers;
  absl::Status done;
  const auto begun_at = std::chrono::steady_clock::now();
  int attempts = 0;
  do {
    PauseBefore(++attempts);
    if (!turn.owns_lock()) turn.lock();
    batch.was_tried = attempts > 1;
    done = TryOnce(batch, turn, answers);
    // If the outcome is unknown, the request ids then say what was done.
  } while (absl::IsAborted(done) && attempts < options_.commit_attempts_max);
  options_.on_batch(
      {batch.commands.size(), attempts, std::chrono::steady_clock::now() - begun_at, done.ok()});
  if (done.ok()) return answers;
  options_.on_store_error(done);
  answers.clear();
  const Rejection unavailable{Reason::kStoreUnavailable, {}};
  for (const Submission& submission : batch.submissions) {
    answers.emplace_back(submission.commands.size(), Answer{unavailable, false});
  }
  return answers;
}

absl::Status PostingEngine::Lane::TryOnce(Batch& batch, Turn& turn, Answers& answers) {
  answers.clear();
  batch.next_homes.clear();
  PublishedCatalog::Change change;
  bool exclusive = catalog_in_doubt_;
  for (const Command* command : batch.commands) {
    exclusive |= IsExclusive(*command);
    if (!change.owns_lock() && (catalog_in_doubt_ || ChangesCatalog(*command))) {
      change = catalog_.BeginChange();
    }
  }
  if (catalog_in_doubt_) {
    if (absl::Status reloaded = ReloadCatalog(); !reloaded.ok()) return reloaded;
  }
  // For the first attempt only.
  LoadedAhead ahead = std::exchange(batch.ahead, {});
  const bool loaded_ahead = ahead.reads != nullptr;
  auto transaction = loaded_ahead ? ahead.reads->BeginBatch(ahead.known, ahead.missing) : Begin();
  if (!transaction.ok()) return transaction.status();
  ahead.reads.reset();
  auto catalog = catalog_.GetFor(**transaction, store_);
  if (!catalog.ok()) return catalog.status();
  domain::Ledger ledger((*transaction)->lane(), *std::move(catalog), std::move(ahead.known));
  ledger.Reserve(batch.commands.size());
  absl::Status loaded = loaded_ahead
                            ? LoadRest(batch.commands, ahead.missing, **transaction, ledger)
                            : LoadFor(batch.commands, **transaction, ledger);
  if (!loaded.ok()) return loaded;
  const domain::Moment now = std::max((*transaction)->lane().latest_at, clock_.Now());
  for (const Submission& submission : batch.submissions) {
    std::vector<Answer>& out = answers.emplace_back();
    out.reserve(submission.commands.size());
    auto next_home = DecideAll(submission.commands, **transaction, ledger, now, out);
    if (!next_home.ok()) return next_home.status();
    batch.next_homes.push_back(*next_home);
  }
  domain::Changes changes = ledger.TakeChanges();
  if (changes.empty()) {
    // Nothing to keep; but what was answered again may be of a batch that is still being written.
    changes = {};
    changes.lane = (*transaction)->lane();
  }
  if (!exclusive) turn.unlock();
  if (absl::Status committed = (*transaction)->Commit(changes); !committed.ok()) {
    if (absl::IsAborted(committed) && ledger.catalog_changed()) {
      transaction->reset();
      catalog_in_doubt_ = true;
      ReloadCatalog().IgnoreError();
    }
    return committed;
  }
  if (ledger.catalog_changed()) catalog_.Publish(ledger.catalog());
  if (!changes.transactions.empty() || batch.was_tried) tail_.Advance();
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<store::LedgerBatch>> PostingEngine::Lane::Begin() {
  return id_ ? store_.BeginBatch(*id_) : store_.BeginWholeBatch();
}

absl::Status PostingEngine::Lane::ReloadCatalog() {
  auto stored = store_.LoadCatalog();
  if (!stored.ok()) return stored.status();
  catalog_.Publish(*std::move(stored));
  catalog_in_doubt_ = false;
  return absl::OkStatus();
}

}  // namespace coalition::engine
