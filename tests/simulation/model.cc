// Requests: which command is decided when, and what its answer is.
#include "tests/simulation/model.h"

#include <algorithm>

namespace coalition::simulation {
namespace {

// Reasons that leave no trace.
bool IsKept(Reason reason) {
  switch (reason) {
    case Reason::kInvalidField:
    case Reason::kPermissionDenied:
    case Reason::kRequestIdReused:
    case Reason::kLinkedItemFailed:
    case Reason::kStoreUnavailable:
      return false;
    default:
      return true;
  }
}

}  // namespace

Rejection Refused(Reason reason, std::map<std::string, std::string> metadata) {
  return {reason, std::move(metadata)};
}

Model::Model(const NetworkSettings& settings)
    : settings_(settings), latest_at_(static_cast<std::size_t>(settings.lanes)) {
  currencies_[1] = {"PTS", settings.scale, 0};
  windows_.push_back({1, 0, settings.start, 0, ""});
}

Model::Decided Model::Commit(Submissions& submissions, Moment clock) {
  now_ = std::max(Now(), clock);
  Decided decided;
  for (std::vector<Command>& commands : submissions) {
    decided.answers.push_back(DecideSubmission(commands, decided.wrote));
  }
  if (decided.wrote) latest_at_.front() = now_;
  return decided;
}

Model::Decided Model::Take(std::vector<Command>& commands, const Turn& turn) {
  now_ = passed_ = turn.at;
  Decided decided;
  decided.answers.push_back(DecideSubmission(commands, decided.wrote));
  // All lanes together are of one time, also when they find nothing to write.
  const Moment latest = decided.wrote ? passed_ : Now();
  if (!turn.lane) {
    std::fill(latest_at_.begin(), latest_at_.end(), latest);
  } else if (decided.wrote && *turn.lane >= 0) {
    latest_at_[static_cast<std::size_t>(*turn.lane)] = latest;
  }
  return decided;
}

std::vector<Answer> Model::DecideSubmission(std::vector<Command>& commands, bool& wrote) {
  std::vector<Answer> answers;
  std::vector<Command*> group;
  for (Command& command : commands) {
    group.push_back(&command);
    if (command.linked && &command != &commands.back()) continue;
    for (Answer& answer : DecideGroup(group, wrote)) answers.push_back(std::move(answer));
    group.clear();
  }
  return answers;
}

std::vector<Answer> Model::DecideGroup(std::vector<Command*> group, bool& wrote) {
  if (group.size() == 1) return {DecideOne(*group.front(), wrote).second};
  Model before = *this;
  const bool wrote_before = wrote;
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < group.size(); ++i) {
    auto [done, answer] = DecideOne(*group[i], wrote);
    answers.push_back(std::move(answer));
    if (done) continue;
    // Nothing of the group is done, but the reason of the one that failed may be kept.
    const RequestName failed = NameOf(*group[i]);
    const auto kept = outcomes_.find(failed);
    const bool is_new = kept != outcomes_.end() && !answers[i].replayed && kept->second.rejected &&
                        !before.outcomes_.contains(failed);
    const std::optional<Outcome> reason = is_new ? std::optional(kept->second) : std::nullopt;
    const Answer why = answers[i];
    const Moment passed = passed_;
    *this = std::move(before);
    // Time has passed all the same.
    passed_ = passed;
    if (reason) outcomes_[failed] = *reason;
    wrote = wrote_before || is_new;
    const Rejection others = Refused(Reason::kLinkedItemFailed, {{"request_id", failed.id}});
    answers.assign(group.size(), {ToText(others), false});
    for (std::size_t j = 0; j < group.size(); ++j) {
      if (outcomes_.contains(NameOf(*group[j]))) answers[j] = DecideOne(*group[j], wrote).second;
    }
    answers[i] = why;
    return answers;
  }
  return answers;
}

std::pair<bool, Answer> Model::DecideOne(Command& command, bool& wrote) {
  const RequestName name = NameOf(command);
  const auto rejected = [](const Rejection& why) { return Answer{ToText(why), false}; };
  if (const auto before = outcomes_.find(name); before != outcomes_.end()) {
    if (before->second.payload != PayloadOf(command)) {
      return {false, rejected(Refused(Reason::kRequestIdReused, {{"request_id", name.id}}))};
    }
    Answer answer = AnswerOf(before->second);
    answer.replayed = true;
    return {!before->second.rejected, answer};
  }
  if (settings_.lanes > 1) now_ = passed_;
  Resolve(command);
  Outcome outcome;
  if (const WhyNot why = Execute(command, outcome)) {
    if (IsKept(why->reason)) {
      outcome = Outcome();
      outcome.payload = PayloadOf(command);
      outcome.rejected = true;
      outcome.text = ToText(*why);
      outcomes_[name] = outcome;
      wrote = true;
    }
    ++counts_[std::string(Name(command.kind)) + ": " + Name(why->reason)];
    return {false, rejected(*why)};
  }
  outcome.payload = PayloadOf(command);
  outcomes_[name] = outcome;
  wrote = true;
  ++counts_[Name(command.kind)];
  return {true, AnswerOf(outcome)};
}

// What was found out once stays, so that a batch that is decided again asks for the same.
void Model::Resolve(Command& command) const {
  if (!command.target.id.empty() && command.target_sequence == 0) {
    constexpr Int kNowhere = 999'999'999;
    const auto posted = outcomes_.find(command.target);
    const bool found = posted != outcomes_.end() && posted->second.sequence != 0;
    command.target_sequence = found ? posted->second.sequence : kNowhere;
  }
  if (command.resolved_code.empty()) {
    command.resolved_code = command.link_code;
    const auto member = members_.find(Survivor(command.member.member));
    if (command.link_code == "current" && member != members_.end()) {
      command.resolved_code = member->second.link_code;
    }
  }
  if (command.kind == Kind::kExpire && command.accounts.empty()) {
    command.accounts = ExpiredAccounts(now_);
    // One that has nothing to lose, and one that is not there.
    if (!accounts_.empty()) command.accounts.push_back(accounts_.begin()->first);
    command.accounts.emplace_back(987'654, 1);
  }
}

Model::WhyNot Model::Execute(const Command& c, Outcome& outcome) {
  switch (c.kind) {
    case Kind::kEarn:
      return Earn(c, outcome);
    case Kind::kBurn:
      return Burn(c, outcome);
    case Kind::kAuthorize:
      return Authorize(c, outcome);
    case Kind::kCapture:
      return Capture(c, outcome);
    case Kind::kVoid:
      return Void(c, outcome);
    case Kind::kReverse:
      return Reverse(c, outcome);
    case Kind::kConvert:
      return Convert(c, outcome);
    case Kind::kTransfer:
      return Transfer(c, outcome);
    case Kind::kAdjust:
      return Adjust(c, outcome);
    case Kind::kExpire:
      return Expire(c, outcome);
    case Kind::kEnroll:
      return Enroll(c, outcome);
    case Kind::kLink:
      return Link(c, outcome);
    case Kind::kUnlink:
      return Unlink(c, outcome);
    case Kind::kMerge:
      return Merge(c, outcome);
    case Kind::kErase:
      return Erase(c, outcome);
    case Kind::kCreatePartner:
      return CreatePartner(c, outcome);
    case Kind::kUpdatePartner:
      return UpdatePartner(c, outcome);
    case Kind::kSuspend:
    case Kind::kResume:
      return SetState(c, outcome);
    case Kind::kCreateCurrency:
      return CreateCurrency(c, outcome);
    case Kind::kSetRate:
    case Kind::kSetConversionRate:
    case Kind::kSetTerms:
      return SetVersion(c, outcome);
    case Kind::kSetLimits:
      return SetLimits(c, outcome);
    case Kind::kCloseWindow:
      return CloseWindow(c, outcome);
  }
  return std::nullopt;
}

Answer Model::AnswerOf(const Outcome& outcome) const {
  if (outcome.sequence != 0) return {ToText(FindEntry(outcome.sequence)->t), false};
  if (outcome.member == 0) return {outcome.text, false};
  // Personal data is not kept with outcomes: what the member showed then and still has.
  const Member& member = members_.at(outcome.member);
  MemberView view{outcome.member, {}, member.erased ? "" : outcome.link_code, member.enrolled_at};
  for (const Known& known : member.identifiers) {
    if (known.ordinal < outcome.ordinal_end) view.identifiers.push_back(known.identifier);
  }
  return {ToText(view), false};
}

const Model::Entry* Model::FindEntry(Int sequence) const {
  const auto place = places_.find(sequence);
  return place == places_.end() ? nullptr : journal_[place->second].get();
}

Int Model::NextSequence() const {
  return settings_.lanes == 1 ? transactions() + 1 : (passed_ + 1) * kLaneNumbers;
}

int Model::LaneOfNumber(Int sequence) const {
  return settings_.lanes == 1 ? 0 : static_cast<int>(sequence % kLaneNumbers);
}

std::string Model::IdText(Int sequence) const {
  return std::to_string(LaneOfNumber(sequence)) + "-" + std::to_string(sequence);
}

Int Model::PostedPoints(const RequestName& request) const {
  const auto outcome = outcomes_.find(request);
  if (outcome == outcomes_.end() || outcome->second.sequence == 0) return 0;
  const Transaction& t = FindEntry(outcome->second.sequence)->t;
  Int points = t.points < 0 ? -t.points : t.points;
  for (const auto& [lot, reserved] : t.reserved) points += reserved;
  return points;
}

void Model::Audit(const std::string& action, const std::string& words) {
  audit_.push_back({now_, action, words});
}

}  // namespace coalition::simulation
