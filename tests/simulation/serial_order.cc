#include "tests/simulation/serial_order.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/simulation/lane_chains.h"

namespace coalition::simulation {
namespace {

// An order is looked for from the start so many times, with so many tries each. Nearly always the
// first is right.
constexpr int kStartsMax = 40;
constexpr int kTriesMax = 2'000;
// From this start on every moment is tried for what may not depend on it.
constexpr int kThoroughStart = 20;

class Search {
 public:
  Search(const Model& model, const LanesRun& run)
      : run_(run), times_before_(model.lane_times()), repeated_(RepeatedIn(run.submissions)) {
    for (std::size_t i = 0; i < run.submissions.size(); ++i) {
      for (Chain& chain : ChainsOf(model, run.submissions[i], run.heard[i])) {
        chains_.push_back(std::move(chain));
      }
    }
    urgency_.resize(chains_.size());
    noted_done_.resize(chains_.size());
    std::size_t units = 0;
    bool all_heard = true;
    for (const Chain& chain : chains_) {
      units += chain.units.size();
      is_whole_ = is_whole_ && chain.whole;
      for (const Unit& unit : chain.units) {
        postings_max_ += static_cast<Int>(unit.commands.size());
        all_heard = all_heard && !unit.is_unheard();
        // What is undone takes time, too.
        if (unit.is_linked()) undone_max_ += static_cast<Int>(unit.commands.size());
      }
    }
    is_one_ = units == 1 && !is_whole_;
    is_exact_ = all_heard && undone_max_ == 0 && (is_one_ || is_whole_);
  }

  std::string Run(Model& model) {
    for (int start = 0; start < kStartsMax && !found_; ++start) {
      tries_ = 0;
      is_thorough_ = start >= kThoroughStart;
      depth_ = 0;
      noted_depth_ = 0;
      difference_.clear();
      dead_ends_.clear();
      std::vector<std::size_t> done(chains_.size());
      GoOn(model, done);
      // What was left over may have to come early.
      for (std::size_t i = 0; i < chains_.size() && !found_; ++i) {
        if (noted_done_[i] < chains_[i].units.size()) ++urgency_[i];
      }
    }
    if (!found_) return difference_ + "--- of this run\n" + HeardText(model);
    model = std::move(*found_);
    model.set_lane_times(run_.lane_times);
    return "";
  }

 private:
  bool GoOn(const Model& model, std::vector<std::size_t>& done);
  std::vector<Model::Turn> TurnsOf(const Model& model, const Unit& unit);
  // Those of some lane: of each moment that one may have had, or of one when they lead to the same.
  std::vector<Model::Turn> TurnsOfSomeLane(const Model& model, const Unit& unit);
  // The model's answers when it decides the unit that often.
  std::vector<Answer> Decide(Model& model, const Unit& unit, const Model::Turn& turn, int times);
  // Whether these are those that were heard, and what is kept, too.
  bool Agrees(Model& model, const Unit& unit, const Model::Turn& turn, int times);
  // Whether the model ends where the lanes did, and with what is kept.
  bool TimesAgree(const Model& model);
  bool KeptAgrees(const Model& model);
  // A difference for each that was tried at the greatest depth, where the first order came so far.
  void Note(const std::string& difference);
  // Of all chains, with the first line of each answer.
  std::string HeardText(const Model& model) const;

  const LanesRun& run_;
  const std::vector<Moment> times_before_;
  const std::set<RequestName> repeated_;
  std::vector<Chain> chains_;
  Int postings_max_ = 0;
  Int undone_max_ = 0;
  // All lanes decide all of it together.
  bool is_whole_ = true;
  // It is one unit, of one lane or, if that may not decide it, of all.
  bool is_one_ = false;
  // It is known where each lane must be afterwards.
  bool is_exact_ = false;
  int tries_ = 0;
  bool is_thorough_ = false;
  const std::vector<std::size_t>* doing_ = nullptr;
  // From where it does not go on. Which order led there matters next to never, as all that was
  // answered on the way is the same.
  std::set<std::vector<std::size_t>> dead_ends_;
  // Of each chain, how often it was left over.
  std::vector<int> urgency_;
  std::size_t depth_ = 0;
  std::size_t noted_depth_ = 0;
  std::vector<std::size_t> noted_done_;
  // Chains of which there is a difference.
  std::set<std::size_t> noted_heads_;
  std::size_t trying_ = 0;
  std::string difference_;
  std::optional<Model> found_;
};

void Search::Note(const std::string& difference) {
  const bool is_deeper = difference_.empty() || depth_ > noted_depth_;
  if (!is_deeper && noted_done_ != *doing_) return;
  if (is_deeper) {
    noted_depth_ = depth_;
    noted_done_ = *doing_;
    noted_heads_.clear();
    difference_ = "no order of the commands explains the answers; at best " +
                  std::to_string(depth_) + " of them, then none of these\n";
  }
  if (noted_heads_.insert(trying_).second) difference_ += difference;
}

std::string Search::HeardText(const Model& model) const {
  std::string text = "clock " + MomentText(run_.clock) + ", lanes at";
  for (const Moment at : model.lane_times()) text += " " + MomentText(at);
  text += ", then at";
  for (const Moment at : run_.lane_times) text += " " + MomentText(at);
  text += "\n";
  for (const Chain& chain : chains_) text += ToText(chain);
  return text;
}

std::vector<Model::Turn> Search::TurnsOf(const Model& model, const Unit& unit) {
  const auto own = [&](const std::vector<Moment>& times, int lane) {
    return std::max(run_.clock, times[static_cast<std::size_t>(lane)]);
  };
  const Moment all = std::max(run_.clock, model.Now());
  const Heard& heard = unit.heard.front();
  if (const auto posting = PostingOf(heard)) {
    const Moment at = posting->decided_at;
    const bool is_new = at >= own(model.lane_times(), posting->lane);
    if (is_new ? at > all + undone_max_ : heard.answer && !heard.answer->replayed) return {};
    if (is_new && is_whole_) return {{std::nullopt, at}};
    if (is_new && is_one_) return {{posting->lane, at}, {std::nullopt, at}};
    if (is_new) return {{posting->lane, at}};
    // It is what was posted before.
  }
  std::vector<Model::Turn> turns;
  if (is_whole_ || is_one_) {
    for (int lane = 0; lane < model.lanes() && is_one_; ++lane) {
      turns.push_back({lane, own(model.lane_times(), lane)});
    }
    for (Int undone = 0; undone <= undone_max_; ++undone) {
      turns.push_back({std::nullopt, all + undone});
    }
    return turns;
  }
  return TurnsOfSomeLane(model, unit);
}

std::vector<Model::Turn> Search::TurnsOfSomeLane(const Model& model, const Unit& unit) {
  const Moment end = std::max(run_.clock, model.Now()) + undone_max_;
  std::set<Moment> moments;
  for (const Moment before : times_before_) {
    const Moment first = std::max(run_.clock, before);
    for (Int later = 0; later <= postings_max_ && first + later <= end; ++later) {
      moments.insert(first + later);
    }
  }
  std::vector<Model::Turn> turns;
  for (const Moment at : moments) turns.push_back({Model::Turn::kSomeLane, at});
  if (is_thorough_ || turns.size() <= 2) return turns;
  Model early = model;
  Model late = model;
  if (Decide(early, unit, turns.front(), 1) == Decide(late, unit, turns.back(), 1)) turns.resize(1);
  return turns;
}

std::vector<Answer> Search::Decide(Model& model, const Unit& unit, const Model::Turn& turn,
                                   int times) {
  ++tries_;
  std::vector<Answer> answers(unit.commands.size());
  for (int i = 0; i < times; ++i) {
    std::vector<Command> commands = unit.commands;
    answers = model.Take(commands, turn).answers.front();
  }
  return answers;
}

bool Search::Agrees(Model& model, const Unit& unit, const Model::Turn& turn, int times) {
  const std::vector<Answer> answers = Decide(model, unit, turn, times);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Heard& heard = unit.heard[i];
    const std::string about = ToText(unit.commands[i]) + "\n--- the model expects\n" +
                              ToText(answers[i]) + "\n--- the ledger ";
    if (heard.answer) {
      if (*heard.answer == answers[i]) continue;
      Note(about + "answers\n" + ToText(*heard.answer) + "\n");
      return false;
    }
    const RequestName name = NameOf(unit.commands[i]);
    const bool is_kept = model.IsDecided(name);
    // What is kept may be of another command with the same id, that comes later.
    if (times > 0 && !is_kept && repeated_.contains(name)) continue;
    const bool says_same = !heard.kept || times == 0 || TellsOf(*heard.kept, answers[i]);
    if (is_kept == heard.kept.has_value() && says_same) continue;
    Note(about + "keeps\n" + heard.kept.value_or("nothing") + "\n");
    return false;
  }
  return true;
}

bool Search::TimesAgree(const Model& model) {
  const Moment latest = std::max(run_.clock, model.Now()) + undone_max_;
  for (std::size_t lane = 0; lane < run_.lane_times.size(); ++lane) {
    const Moment expected = model.lane_times()[lane];
    const Moment found = run_.lane_times[lane];
    const bool agrees = is_exact_ ? found == expected : expected <= found && found <= latest;
    if (agrees) continue;
    Note("lane " + std::to_string(lane) + " decided last at " + MomentText(found) +
         ", and the model's at " + MomentText(expected) + "\n");
    return false;
  }
  return true;
}

bool Search::KeptAgrees(const Model& model) {
  for (const Chain& chain : chains_) {
    for (const Unit& unit : chain.units) {
      for (std::size_t i = 0; i < unit.commands.size(); ++i) {
        const Heard& heard = unit.heard[i];
        const bool is_kept = model.IsDecided(NameOf(unit.commands[i]));
        if (heard.answer || is_kept == heard.kept.has_value()) continue;
        Note(ToText(unit.commands[i]) + "\n--- the ledger keeps\n" +
             heard.kept.value_or("nothing") + "\n");
        return false;
      }
    }
  }
  return true;
}

bool Search::GoOn(const Model& model, std::vector<std::size_t>& done) {
  doing_ = &done;
  const std::vector<std::size_t> heads = LikelyNext(chains_, done, urgency_, run_.clock);
  if (heads.empty()) {
    if (!TimesAgree(model) || !KeptAgrees(model)) return false;
    found_ = model;
    return true;
  }
  if (dead_ends_.contains(done)) return false;
  for (const std::size_t head : heads) {
    const Unit& unit = chains_[head].units[done[head]];
    const std::vector<Model::Turn> turns = TurnsOf(model, unit);
    trying_ = head;
    if (turns.empty())
      Note(ToText(unit.commands.front()) + "\nwas posted at no moment of its lane\n");
    for (const Model::Turn& turn : turns) {
      // What nobody heard of may not be done.
      for (const int times : {0, 1, 2}) {
        if (times == 0 && (!unit.is_unheard() || &turn != &turns.front())) continue;
        if (times == 2 && !run_.may_be_replayed) continue;
        if (tries_ >= kTriesMax) return false;
        Model next = model;
        trying_ = head;
        if (!Agrees(next, unit, turn, times)) continue;
        ++done[head];
        ++depth_;
        if (GoOn(next, done)) return true;
        --depth_;
        --done[head];
      }
    }
  }
  dead_ends_.insert(done);
  return false;
}

}  // namespace

void Resolve(const Model& model, Model::Submissions& submissions, Moment clock) {
  Model trial = model;
  for (std::vector<Command>& commands : submissions) {
    const bool whole = IsWhole(trial, commands);
    std::vector<Command> resolved;
    for (Unit& unit : UnitsOf(commands, {})) {
      const std::optional<int> lane = whole ? std::nullopt : LaneOf(trial, unit.commands.front());
      const Moment latest =
          lane ? trial.lane_times()[static_cast<std::size_t>(*lane)] : trial.Now();
      trial.Take(unit.commands, {lane, std::max(clock, latest)});
      for (Command& command : unit.commands) {
        // Also what seems to be a replay: it may come first.
        trial.Resolve(command);
        resolved.push_back(std::move(command));
      }
    }
    commands = std::move(resolved);
  }
}

std::string FollowLanes(Model& model, const LanesRun& run) { return Search(model, run).Run(model); }

}  // namespace coalition::simulation
