#include "tests/simulation/served_ledger.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

#include "server/reporting/ledger_audit.h"
#include "server/store/open_store.h"
#include "tests/simulation/store_facts.h"
#include "tests/simulation/translation.h"

namespace coalition::simulation {

// Where the thread that submits, the committer and the replier meet.
struct ServedLedger::Rendezvous {
  std::mutex mutex;
  std::condition_variable changed;
  bool arrived = false;
  bool open = false;
  std::size_t answered = 0;

  // Of the committer.
  void Pass() {
    std::unique_lock lock(mutex);
    arrived = true;
    changed.notify_all();
    changed.wait(lock, [this] { return open; });
  }
  // Or until something was answered: then the committer passed by another way.
  void AwaitArrival() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return arrived || answered > 0; });
  }
  void Open() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
  // Tells nobody once the lock is gone, because then this may be, too.
  void CountAnswer() {
    const std::lock_guard lock(mutex);
    ++answered;
    changed.notify_all();
  }
  void AwaitAnswers(std::size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answered >= count; });
  }
};

namespace {

constexpr std::chrono::seconds kFreeWithin{10};
// So little that rows are written back and let go all the time.
constexpr std::size_t kMemoryBytes = std::size_t{1} << 20;

// Between fork and exec, the processes that other jobs start hold copies of this one's file locks,
// also of those that it has given up.
absl::StatusOr<std::unique_ptr<store::LedgerStore>> OpenWhenFree(const std::string& address,
                                                                 int lanes) {
  const auto end = std::chrono::steady_clock::now() + kFreeWithin;
  while (true) {
    auto opened =
        store::OpenStore(address, {.memory_bytes_max = kMemoryBytes, .lane_count = lanes});
    const bool in_use = absl::IsFailedPrecondition(opened.status());
    if (!in_use || std::chrono::steady_clock::now() > end) return opened;
    std::this_thread::yield();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServedLedger>> ServedLedger::Open(const std::string& store,
                                                                 const NetworkSettings& settings,
                                                                 int batch_commands_max) {
  std::unique_ptr<ServedLedger> ledger(new ServedLedger);
  ledger->address_ = store;
  ledger->options_.batch_commands_max = static_cast<std::size_t>(batch_commands_max);
  // So that it is known which submissions fail together.
  ledger->options_.batches_at_once = 1;
  auto opened = OpenWhenFree(store, settings.lanes);
  if (!opened.ok()) return opened.status();
  ledger->store_ = *std::move(opened);
  if (!ledger->store_->HasNetwork()) {
    absl::Status created =
        ledger->store_->CreateNetwork(NetworkOf(settings), FirstChanges(settings));
    if (!created.ok()) return created;
  }
  if (absl::Status started = ledger->Start(); !started.ok()) return started;
  return ledger;
}

absl::Status ServedLedger::Start() {
  auto catalog = store_->LoadCatalog();
  if (!catalog.ok()) return catalog.status();
  faults_ = std::make_unique<engine::FaultStore>(*store_);
  catalog_ = std::make_unique<engine::PublishedCatalog>(*std::move(catalog));
  engine_ = std::make_unique<engine::PostingEngine>(*faults_, *catalog_, clock_, options_);
  return absl::OkStatus();
}

absl::Status ServedLedger::Restart() {
  engine_.reset();
  catalog_.reset();
  faults_.reset();
  if (address_ != "memory:") {
    const int lanes = store_->lane_count();
    store_.reset();
    auto opened = OpenWhenFree(address_, lanes);
    if (!opened.ok()) return opened.status();
    store_ = *std::move(opened);
  }
  return Start();
}

void ServedLedger::Inject(const std::vector<Injection>& injections, Rendezvous& rendezvous) {
  for (const Injection& injection : injections) {
    engine::FaultStore::Fault fault;
    switch (injection.effect) {
      case Injection::Effect::kFine:
      case Injection::Effect::kKill:
        break;
      case Injection::Effect::kUnavailable:
        fault.status = absl::UnavailableError("injected");
        break;
      case Injection::Effect::kDoneInDoubt:
      case Injection::Effect::kDoneInDoubtAndGone:
        fault.done_anyway = true;
        [[fallthrough]];
      case Injection::Effect::kInDoubt:
        fault.status = absl::AbortedError("injected");
        break;
    }
    fault.before = [this, &rendezvous, injection] {
      if (injection.waits) rendezvous.Pass();
      if (injection.effect == Injection::Effect::kDoneInDoubtAndGone) {
        faults_->Plan(engine::FaultStore::Step::kBegin,
                      {absl::UnavailableError("injected"), false, {}});
      }
      if (injection.effect == Injection::Effect::kKill) raise(SIGKILL);
    };
    faults_->Plan(injection.step, std::move(fault));
  }
}

ServedLedger::Answers ServedLedger::Run(const Model::Submissions& submissions, Moment clock,
                                        const std::vector<Injection>& injections,
                                        const OnAnswer& on_answer) {
  clock_.micros = clock;
  Rendezvous rendezvous;
  Inject(injections, rendezvous);
  Answers answers(submissions.size());
  bool together = false;
  for (const Injection& injection : injections) together = together || injection.waits;
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    std::vector<domain::Command> commands;
    for (const Command& command : submissions[i]) {
      commands.push_back(ToDomain(command, store_->lane_count()));
    }
    const auto done = [&, i](const std::vector<domain::Answer>& given) {
      for (const domain::Answer& answer : given) answers[i].push_back(FromDomain(answer));
      if (on_answer) on_answer(i, answers[i]);
      rendezvous.CountAnswer();
    };
    const auto taken = engine_->Submit(std::move(commands), done);
    if (!taken.ok()) done({submissions[i].size(), domain::Answer{taken.rejection(), false}});
    if (together && i == 0) rendezvous.AwaitArrival();
  }
  rendezvous.Open();
  rendezvous.AwaitAnswers(submissions.size());
  // Which lane comes first is not known, nor how often each begins.
  if (store_->lane_count() > 1) faults_->DropPlans();
  return answers;
}

absl::Status ServedLedger::AwaitBatches() { return store_->BeginWholeBatch().status(); }

absl::StatusOr<std::vector<Moment>> ServedLedger::LaneTimes() const {
  auto snapshot = Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  std::vector<Moment> times;
  for (const domain::Sequence end : (*snapshot)->lane_ends()) {
    // No transaction has the moment after the last, or a later one.
    times.push_back(std::max<Moment>(end.value() / kLaneNumbers - 1, 0));
  }
  return times;
}

absl::StatusOr<std::unique_ptr<store::LedgerSnapshot>> ServedLedger::Snapshot() const {
  return store_->OpenSnapshot();
}

absl::StatusOr<Facts> ServedLedger::ReadEverything(Moment now) const {
  auto view = catalog_->OpenView(*store_);
  if (!view.ok()) return view.status();
  return ReadFacts(*view->snapshot, *view->catalog, now);
}

absl::StatusOr<std::string> ServedLedger::Audit() const {
  auto view = catalog_->OpenView(*store_);
  if (!view.ok()) return view.status();
  const auto report = reporting::AuditLedger(*view->snapshot, *view->catalog);
  if (!report.ok()) return report.status();
  return report->first_difference;
}

absl::StatusOr<std::vector<std::pair<int, int>>> ServedLedger::ExpiredAccounts(Moment now) const {
  auto snapshot = Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  std::vector<std::pair<int, int>> accounts;
  const domain::Date today =
      domain::DateOf(domain::Moment{now}, catalog_->Get()->network.time_zone);
  absl::Status scanned =
      (*snapshot)->ScanExpiredAccounts(today, std::nullopt, [&](const domain::AccountKey& key) {
        accounts.emplace_back(NumberOf(key.member), static_cast<int>(key.currency.value()));
        return true;
      });
  if (!scanned.ok()) return scanned;
  return accounts;
}

}  // namespace coalition::simulation
