#include "server/engine/lane.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

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
      committer_([this] { CommitLoop(); }),
      replier_([this] { ReplyLoop(); }) {}

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
  if (committer_.joinable()) committer_.join();
  replies_.Close();
  if (replier_.joinable()) replier_.join();
}

void PostingEngine::Lane::CommitLoop() {
  NameThread("committer");
  while (true) {
    std::vector<Submission> batch = queue_.PopUpTo(options_.batch_commands_max);
    if (batch.empty()) return;
    Answers answers = Process(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Reply reply{std::move(answers[i]), std::move(batch[i].done)};
      replies_.Push(reply, 1);
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

PostingEngine::Lane::Answers PostingEngine::Lane::Process(const std::vector<Submission>& batch) {
  Answers answers;
  absl::Status done;
  for (int attempt = 1; attempt <= options_.commit_attempts_max; ++attempt) {
    done = TryOnce(batch, answers);
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

absl::Status PostingEngine::Lane::TryOnce(const std::vector<Submission>& batch, Answers& answers) {
  answers.clear();
  std::vector<const Command*> commands;
  PublishedCatalog::Change change;
  for (const Submission& submission : batch) {
    for (const Command& command : submission.commands) {
      commands.push_back(&command);
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
  const domain::Changes changes = ledger.TakeChanges();
  if (changes.empty()) {
    // All of it may be what an earlier attempt did, whose commit had an unknown outcome.
    tail_.Advance((*transaction)->lane().next_sequence);
    return absl::OkStatus();
  }
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
