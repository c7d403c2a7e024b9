#include "server/engine/expiry_sweeper.h"

#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "server/base/thread_name.h"

namespace coalition::engine {

namespace {

// Held points included.
absl::StatusOr<domain::ExpirePoints> FindPastDate(store::LedgerSnapshot& snapshot,
                                                  domain::Date date,
                                                  const std::optional<domain::AccountKey>& after) {
  domain::ExpirePoints found;
  absl::Status scanned =
      snapshot.ScanExpiredAccounts(date, after, [&](const domain::AccountKey& account) {
        found.more = found.accounts.size() == kExpiredAccountsPerCommandMax;
        if (!found.more) found.accounts.push_back(account);
        return !found.more;
      });
  if (!scanned.ok()) return scanned;
  return found;
}

// Leaves out of `found` those of which nothing is free.
absl::Status KeepFree(store::LedgerSnapshot& snapshot, domain::Date date, domain::Moment now,
                      domain::ExpirePoints& found) {
  domain::ReadSet wanted;
  wanted.accounts.insert(found.accounts.begin(), found.accounts.end());
  domain::LedgerState state;
  if (absl::Status loaded = snapshot.Load(wanted, state); !loaded.ok()) return loaded;
  std::erase_if(found.accounts, [&](const domain::AccountKey& key) {
    domain::Account& account = state.accounts.at(key);
    account.DropExpiredHolds(now);
    return account.ExpiredLots(date).empty();
  });
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<domain::ExpirePoints> FindExpired(store::LedgerSnapshot& snapshot,
                                                 const domain::Network& network, domain::Moment now,
                                                 std::optional<domain::AccountKey> after) {
  const domain::Date date = domain::DateOf(now, network.time_zone);
  while (true) {
    auto found = FindPastDate(snapshot, date, after);
    if (!found.ok() || found->accounts.empty()) return found;
    after = found->accounts.back();
    if (absl::Status kept = KeepFree(snapshot, date, now, *found); !kept.ok()) return kept;
    if (!found->accounts.empty() || !found->more) return found;
  }
}

ExpirySweeper::ExpirySweeper(store::LedgerStore& store, PublishedCatalog& catalog,
                             PostingEngine& engine, const Clock& clock, Options options)
    : store_(store),
      catalog_(catalog),
      engine_(engine),
      clock_(clock),
      options_(std::move(options)),
      thread_([this] { Run(); }) {}

ExpirySweeper::~ExpirySweeper() { Stop(); }

void ExpirySweeper::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    stop_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

void ExpirySweeper::Run() {
  NameThread("expiry-sweeper");
  do {
    sweep_name_ = "expiry-" + std::to_string(clock_.Now().micros);
    command_count_ = 0;
    if (absl::Status swept = Sweep(); !swept.ok()) options_.on_error(swept);
  } while (Pause());
}

bool ExpirySweeper::Pause() {
  const auto end = std::chrono::steady_clock::now() + options_.pause;
  MutexLock lock(mutex_);
  while (!stopping_ && std::chrono::steady_clock::now() < end) stop_.WaitUntil(mutex_, end);
  return !stopping_;
}

bool ExpirySweeper::stopping() {
  MutexLock lock(mutex_);
  return stopping_;
}

absl::Status ExpirySweeper::Sweep() {
  const auto catalog = catalog_.Get();
  std::optional<domain::AccountKey> after;
  while (!stopping()) {
    absl::StatusOr<domain::ExpirePoints> expire;
    {
      auto snapshot = store_.OpenSnapshot();
      if (!snapshot.ok()) return snapshot.status();
      expire = FindExpired(**snapshot, catalog->network, clock_.Now(), after);
    }
    if (!expire.ok()) return expire.status();
    if (expire->accounts.empty()) return absl::OkStatus();
    const bool more = expire->more;
    after = expire->accounts.back();
    if (absl::Status posted = Post(*std::move(expire)); !posted.ok()) return posted;
    if (!more) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status ExpirySweeper::Post(domain::ExpirePoints expire) {
  std::vector<domain::Command> commands(1);
  domain::Command& command = commands.front();
  command.header.request = {domain::kNetwork, sweep_name_ + "-" + std::to_string(++command_count_)};
  command.header.caller.role = domain::Role::kOperator;
  command.action = std::move(expire);
  auto answered = std::make_shared<std::promise<domain::Answer>>();
  const auto submitted =
      engine_.Submit(std::move(commands), [answered](std::vector<domain::Answer> answers) {
        answered->set_value(std::move(answers.front()));
      });
  if (!submitted.ok()) return absl::UnavailableError("the engine takes no more");
  const domain::Answer answer = answered->get_future().get();
  if (std::holds_alternative<domain::Rejection>(answer.outcome)) {
    return absl::UnavailableError("the expiry was not committed");
  }
  return absl::OkStatus();
}

}  // namespace coalition::engine
