#include "server/engine/lane_router.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/container/flat_hash_set.h"

#include "server/base/thread_name.h"
#include "server/domain/lanes.h"

namespace coalition::engine {
namespace {

using domain::Command;

bool HasRequestTwice(const std::vector<Command>& commands) {
  absl::flat_hash_set<domain::RequestKey> seen;
  seen.reserve(commands.size());
  return !std::all_of(commands.begin(), commands.end(), [&](const Command& command) {
    return seen.insert(command.header.request).second;
  });
}

}  // namespace

LaneRouter::LaneRouter(store::LedgerStore& store, PublishedCatalog& catalog, JournalTail& tail,
                       const Clock& clock, const EngineOptions& options)
    : store_(store),
      options_(options),
      lane_count_(store.lane_count()),
      commands_max_(options.queue_commands_max * static_cast<std::size_t>(lane_count_)),
      // What waits was admitted by in_flight_.
      queue_(std::numeric_limits<std::size_t>::max()) {
  const auto forward = [this](const Home& home, Submission submission) {
    Give(home, std::move(submission));
  };
  for (int i = 0; i < lane_count_; ++i) {
    const domain::LaneId id(static_cast<std::uint16_t>(i));
    lanes_.push_back(std::make_unique<PostingEngine::Lane>(id, store, catalog, tail, clock, options,
                                                           forward, &gate_));
  }
  all_ = std::make_unique<PostingEngine::Lane>(std::nullopt, store, catalog, tail, clock, options,
                                               forward);
  thread_ = std::thread([this] { Run(); });
}

LaneRouter::~LaneRouter() { Drain(); }

domain::Decided<domain::Accepted> LaneRouter::Submit(std::vector<Command> commands,
                                                     Completion done) {
  const std::size_t count = commands.size();
  {
    MutexLock lock(mutex_);
    if (closed_) return domain::Rejection{domain::Reason::kShuttingDown, {}};
    const bool fits = count <= commands_max_ && in_flight_ <= commands_max_ - count;
    if (in_flight_ > 0 && !fits) return domain::Rejection{domain::Reason::kQueueFull, {}};
    in_flight_ += count;
  }
  Submission submission{std::move(commands),
                        [this, count, done = std::move(done)](auto answers) mutable {
                          done(std::move(answers));
                          MutexLock lock(mutex_);
                          in_flight_ -= count;
                          if (in_flight_ == 0) none_in_flight_.SignalAll();
                        }};
  queue_.Push(submission, count);
  return domain::Accepted{};
}

void LaneRouter::Drain() {
  {
    MutexLock lock(mutex_);
    closed_ = true;
    while (in_flight_ > 0) none_in_flight_.Wait(mutex_);
  }
  queue_.Close();
  if (thread_.joinable()) thread_.join();
  for (const auto& lane : lanes_) lane->Drain();
  all_->Drain();
}

std::size_t LaneRouter::waiting_commands() const {
  MutexLock lock(mutex_);
  return in_flight_;
}

void LaneRouter::Run() {
  NameThread("lane-router");
  while (true) {
    std::vector<Submission> submissions = queue_.PopUpTo(options_.batch_commands_max);
    if (submissions.empty()) return;
    Route(std::move(submissions));
  }
}

void LaneRouter::Route(std::vector<Submission> submissions) {
  absl::flat_hash_set<domain::Identifier> names;
  for (const Submission& submission : submissions) {
    for (const Command& command : submission.commands) domain::AddNames(command, names);
  }
  domain::LedgerState known;
  if (!names.empty()) {
    auto members = store_.FindMembers(names);
    if (!members.ok()) {
      // Those without names would be in order only by chance, too.
      options_.on_store_error(members.status());
      const domain::Rejection unavailable{domain::Reason::kStoreUnavailable, {}};
      for (Submission& submission : submissions) {
        submission.done(
            std::vector(submission.commands.size(), domain::Answer{unavailable, false}));
      }
      return;
    }
    for (const auto& [identifier, member] : *members) known.identifiers.emplace(identifier, member);
  }
  for (Submission& submission : submissions) Send(std::move(submission), known);
}

void LaneRouter::Send(Submission submission, const domain::LedgerState& known) {
  const std::vector<Home> homes = HomesOf(submission.commands, known);
  const bool is_one = std::all_of(homes.begin(), homes.end(),
                                  [&](const Home& home) { return home == homes.front(); });
  if (is_one) return Give(homes.front(), std::move(submission));
  Divide(std::move(submission), homes);
}

std::vector<LaneRouter::Home> LaneRouter::HomesOf(const std::vector<Command>& commands,
                                                  const domain::LedgerState& known) const {
  std::vector<Home> homes;
  homes.reserve(commands.size());
  bool divides = true;
  for (const Command& command : commands) {
    homes.push_back(domain::HomeOf(command, known, lane_count_));
    const bool is_after_linked = homes.size() > 1 && commands[homes.size() - 2].linked;
    divides &=
        homes.back().has_value() && !(is_after_linked && homes.back() != homes[homes.size() - 2]);
  }
  if (commands.size() > 1 && (!divides || HasRequestTwice(commands))) {
    std::fill(homes.begin(), homes.end(), std::nullopt);
  }
  return homes;
}

void LaneRouter::Divide(Submission submission, const std::vector<Home>& homes) {
  struct Part {
    std::vector<Command> commands;
    std::vector<std::size_t> places;
  };
  std::map<Home, Part> parts;
  for (std::size_t i = 0; i < homes.size(); ++i) {
    Part& part = parts[homes[i]];
    part.commands.push_back(std::move(submission.commands[i]));
    part.places.push_back(i);
  }
  const auto join =
      std::make_shared<JoinedAnswers>(homes.size(), parts.size(), std::move(submission.done));
  for (auto& [home, part] : parts) {
    Give(home, {std::move(part.commands),
                [join, places = std::move(part.places)](std::vector<domain::Answer> answers) {
                  join->Take(places, std::move(answers));
                }});
  }
}

void LaneRouter::Give(const Home& home, Submission submission) {
  (home ? *lanes_[home->value()] : *all_).Give(std::move(submission));
}

}  // namespace coalition::engine
