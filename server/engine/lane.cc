#include "server/engine/lane.h"

#include <algorithm>
#include <limits>
#include <memory>
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

// Whether what comes after it must wait until it is done: the catalog is published after the commit
// that changed it, and a window is closed from what the file has of the one before.
bool IsExclusive(const Command& command) {
  return domain::ChangesCatalog(command) ||
         std::holds_alternative<domain::CloseWindow>(command.action);
}

}  // namespace

PostingEngine::Lane::Lane(domain::LaneId id, store::LedgerStore& store, PublishedCatalog& catalog,
                          JournalTail& tail, const Clock& clock, const EngineOptions& options)
    : id_(id),
      store_(store),
      catalog_(catalog),
      tail_(tail),
      clock_(clock),
      options_(options),
      queue_(options.queue_commands_max),
      // What is answered was admitted by queue_, which bounds it.
      replies_(std::numeric_limits<std::size_t>::max()),
      replier_([this] { ReplyLoop(); }) {
  for (int i = 0; i < options.batches_at_once; ++i) {
    committers_.emplace_back([this, i] { CommitLoop(i == 0 ? 1 : options_.overlap_commands_min); });
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
  // Without the turn, which the other may need to try a batch again.
  while (commands_min <= 1 ? queue_.Await() : queue_.AwaitMuch(commands_min)) {
    Turn turn(turn_);
    std::vector<Submission> batch = queue_.TakeUpTo(options_.batch_commands_max);
    if (batch.empty()) continue;
    Answers answers = Process(batch, turn);
    if (turn.owns_lock()) turn.unlock();
    std::size_t commands = 0;
    std::vector<Reply> replies;
    replies.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      commands += batch[i].commands.size();
      replies.push_back({std::move(answers[i]), std::move(batch[i].done)});
    }
    if (commands <= kAnsweredAtOnceMax) {
      for (Reply& reply : replies) reply.done(std::move(reply.answers));
    } else {
      replies_.PushAll(std::move(replies));
    }
  }
}

void PostingEngine::Lane::ReplyLoop() {
  NameThread("replier");
  while (true) {
    std::vector<Reply> ready = replies_.PopUpTo(std::numeric_limits<std::size_t>::max());
    if (ready.empty()) return;
    for (Reply& reply : ready) reply.done(std::move(reply.answers));
  }
}

PostingEngine::Lane::Answers PostingEngine::Lane::Process(const std::vector<Submission>& batch,
                                                          Turn& turn) {
  Answers answers;
  absl::Status done;
  for (int attempt = 1; attempt <= options_.commit_attempts_max; ++attempt) {
    if (!turn.owns_lock()) turn.lock();
    done = TryOnce(batch, turn, answers);
    // Only an unknown outcome is tried again: the request ids then say what was done.
    if (!absl::IsAborted(done)) break;
  }
  if (done.ok()) return answers;
  options_.on_store_error(done);
  answers.clear();
  const Rejection unavailable{Reason::kStoreUnavailable, {}};
  for (const Submission& submission : batch) {
    answers.emplace_back(submission.commands.size(), Answer{unavailable, false});
  }
  return answers;
}

absl::Status PostingEngine::Lane::TryOnce(const std::vector<Submission>& batch, Turn& turn,
                                          Answers& answers) {
  answers.clear();
  std::vector<const Command*> commands;
  PublishedCatalog::Change change;
  bool exclusive = catalog_in_doubt_;
  for (const Submission& submission : batch) {
    for (const Command& command : submission.commands) {
      commands.push_back(&command);
      exclusive |= IsExclusive(command);
      if (!change.owns_lock() && (catalog_in_doubt_ || ChangesCatalog(command))) {
        change = catalog_.BeginChange();
      }
    }
  }
  if (catalog_in_doubt_) {
    if (absl::Status reloaded = ReloadCatalog(); !reloaded.ok()) return reloaded;
  }
  auto transaction = store_.BeginBatch(id_);
  if (!transaction.ok()) return transaction.status();
  domain::Ledger ledger((*transaction)->lane(), catalog_.Get());
  ledger.Reserve(commands.size());
  if (absl::Status loaded = LoadFor(commands, **transaction, ledger); !loaded.ok()) {
    return loaded;
  }
  const domain::Moment now = std::max((*transaction)->lane().latest_at, clock_.Now());
  for (const Submission& submission : batch) {
    std::vector<Answer>& out = answers.emplace_back();
    out.reserve(submission.commands.size());
    absl::Status decided = DecideAll(submission.commands, **transaction, ledger, now, out);
    if (!decided.ok()) return decided;
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
  tail_.Advance(changes.lane.next_sequence);
  return absl::OkStatus();
}

absl::Status PostingEngine::Lane::ReloadCatalog() {
  auto stored = store_.LoadCatalog();
  if (!stored.ok()) return stored.status();
  catalog_.Publish(*std::move(stored));
  catalog_in_doubt_ = false;
  return absl::OkStatus();
}

}  // namespace coalition::engine
