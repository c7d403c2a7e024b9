#include "tests/simulation/command_maker.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace coalition::simulation {
namespace {

constexpr Int kHuge[] = {INT64_MAX, 100'000'000'000'000'001, 40'000'000'000'000'000};
const std::vector<std::string> kActivities = {"run_km", "container_returned", "review"};

}  // namespace

Command CommandMaker::New(Kind kind, int caller) {
  Command command;
  command.kind = kind;
  command.caller = caller;
  command.id = "r" + std::to_string(next_id_++);
  return command;
}

Command CommandMaker::Remember(Command command) {
  asked_.push_back(command);
  return command;
}

// The first partner is hot.
int CommandMaker::SomePartner() {
  if (dice_.Percent(40)) return 1;
  return static_cast<int>(dice_.Between(1, static_cast<Int>(partners_.size()) - 1));
}

int CommandMaker::SomeCurrency() {
  return dice_.Percent(70) ? 1 : static_cast<int>(dice_.Between(1, currencies_));
}

CommandMaker::Member& CommandMaker::SomeMember() {
  return members_[static_cast<std::size_t>(dice_.Skewed(static_cast<Int>(members_.size())))];
}

Identifier CommandMaker::NewIdentifier(int partner) {
  const std::string kind = dice_.OneOf({"card", "card", "email_sha256"});
  return {partner, kind + "/" + std::to_string(next_identifier_++)};
}

// Mostly one that the partner knows: by an identifier of its own or by number; now and then
// nonsense.
MemberRef CommandMaker::SomeMemberOf(int partner) {
  const auto knows = [&](const Member& member) {
    return std::any_of(member.identifiers.begin(), member.identifiers.end(),
                       [&](const Identifier& identifier) { return identifier.partner == partner; });
  };
  const Member* found = &SomeMember();
  for (int tries = 0; tries < 4 && !knows(*found); ++tries) found = &SomeMember();
  const Member& member = *found;
  chosen_ = member.number;
  if (dice_.Permille(5)) return {999'999, {}};
  if (dice_.Permille(5)) return {0, Identifier{partner, "card/nobody"}};
  std::vector<Identifier> own;
  for (const Identifier& identifier : member.identifiers) {
    if (identifier.partner == partner) own.push_back(identifier);
  }
  if (own.empty() || dice_.Percent(40)) return {member.number, {}};
  return {0, dice_.OneOf(own)};
}

Int CommandMaker::SmallAmount(Int most) {
  if (dice_.Permille(3)) return kHuge[dice_.Below(3)];
  return dice_.Percent(50) ? dice_.Between(1, 30) : dice_.Between(1, most);
}

// All, a bit more, or a part.
Int CommandMaker::SomeOf(Int whole) {
  if (whole < 1) return dice_.Between(1, 5);
  if (dice_.Percent(15)) return whole;
  if (dice_.Percent(8)) return whole + 1;
  return dice_.Between(1, whole);
}

Command CommandMaker::Posting(Kind kind) {
  const int partner = SomePartner();
  Command command = New(kind, dice_.Percent(85) ? partner : 0);
  command.partner = partner;
  command.currency = SomeCurrency();
  if (dice_.Percent(30)) command.words = "till-" + std::to_string(dice_.Below(9));
  return command;
}

void CommandMaker::AddTime(Command& command, Moment clock) {
  const Int what = dice_.Below(100);
  const int back = partners_[static_cast<std::size_t>(command.partner)].backdating_days;
  if (what < 55) return;
  if (what < 70) {
    command.event_time = clock - dice_.Below(kHour);
  } else if (what < 90) {
    command.event_time = clock - dice_.Below((back + 1) * kDay);
  } else if (what < 96) {
    command.event_time = clock + dice_.Below(5 * kMinute);
  } else {
    command.event_time = clock + dice_.OneOf<Moment>({5 * kMinute, 5 * kMinute + 1, -back * kDay,
                                                      -back * kDay - 1, kDay, -500 * kDay});
  }
}

void CommandMaker::AddQuote(Command& command, Moment clock) {
  if (!dice_.Percent(4)) return;
  command.quoted_rate = 1;
  command.quoted_terms = 1;
  command.quote_expires_at = clock + dice_.Between(-kMinute, 10 * kMinute);
}

void CommandMaker::AddAmount(Command& command, bool earns) {
  command.amount = SmallAmount(earns ? 2'000 : 300);
  const Int what = dice_.Below(100);
  if (what < 40) {
    command.measure = Measure::kPoints;
  } else if (what < 70 || command.amount > kHuge[2] / 2) {
    command.measure = Measure::kPartnerPoints;
  } else if (earns && what >= 88) {
    command.measure = Measure::kActivity;
    command.activity = dice_.OneOf(kActivities);
    command.amount = dice_.Between(1, 40);
  } else {
    command.measure = earns ? Measure::kPurchase : Measure::kMoney;
    command.money = partners_[static_cast<std::size_t>(command.partner)].money;
    if (dice_.Percent(3)) command.money = "USD";
    command.amount *= dice_.OneOf<Int>({1, 10'000, 10'000, earns ? 333'333 : 10'000});
    const bool itemised = earns && dice_.Percent(60);
    for (Int lines = itemised ? dice_.Between(1, 4) : 0; lines > 0; --lines) {
      command.lines.push_back({dice_.Between(1, 5), dice_.OneOf<Int>({0, 1, 990'000, 4'333'333})});
    }
    if (itemised) command.amount = 0;
    if (earns && dice_.Percent(1)) command.amount = 0;
  }
}

Command CommandMaker::EarnCommand(Moment clock) {
  Command command = Posting(Kind::kEarn);
  command.member = SomeMemberOf(command.partner);
  if (dice_.Percent(4)) {
    // Somebody has it already now and then.
    const bool is_new = !command.member.identifier || dice_.Percent(80);
    if (is_new) command.member = {0, NewIdentifier(command.partner)};
    command.enroll_if_unknown = true;
    command.new_member = next_member_++;
    if (is_new) members_.push_back({command.new_member, {*command.member.identifier}});
  }
  AddAmount(command, true);
  AddTime(command, clock);
  AddQuote(command, clock);
  return Remember(std::move(command));
}

Command CommandMaker::TakingCommand(Kind kind, Moment clock) {
  Command command = Posting(kind);
  command.member = SomeMemberOf(command.partner);
  AddAmount(command, false);
  if (command.measure == Measure::kPoints && dice_.Percent(70)) {
    command.amount = SomeOf(ledger_.AvailableOf(chosen_, command.currency));
  }
  AddTime(command, clock);
  AddQuote(command, clock);
  if (kind == Kind::kAuthorize) {
    command.hold_for_s = static_cast<int>(dice_.Percent(50) ? dice_.Between(1, 7'200)
                                                            : dice_.Between(7'200, 2'592'000));
  }
  return Remember(std::move(command));
}

// What is about an earlier request: mostly a recent one of a kind that fits.
Command CommandMaker::TargetCommand(Kind kind, Moment clock) {
  const bool reverses = kind == Kind::kReverse;
  const auto fits = [&](const Command& asked) {
    return reverses ? asked.kind == Kind::kEarn || asked.kind == Kind::kBurn ||
                          asked.kind == Kind::kCapture || asked.kind == Kind::kConvert
                    : asked.kind == Kind::kAuthorize;
  };
  std::vector<const Command*> candidates;
  for (auto asked = asked_.rbegin(); asked != asked_.rend() && candidates.size() < 60; ++asked) {
    const bool posted = ledger_.PostedPoints(NameOf(*asked)) > 0;
    if ((fits(*asked) && posted) || dice_.Permille(5)) candidates.push_back(&*asked);
  }
  if (candidates.empty()) return EarnCommand(clock);
  const Command& target =
      *candidates[static_cast<std::size_t>(dice_.Skewed(static_cast<Int>(candidates.size())))];
  Command command = New(kind, dice_.Percent(85) ? target.partner : 0);
  command.partner = dice_.Permille(10) ? SomePartner() : target.partner;
  if (command.caller != 0) command.caller = command.partner;
  command.target = NameOf(target);
  if (dice_.Permille(5)) command.target.id = "nowhere";
  const Int what = dice_.Below(100);
  command.amount = SomeOf(ledger_.PostedPoints(command.target));
  if (kind == Kind::kVoid || what < 35) {
    command.amount = 0;
  } else if (what < 60) {
    command.measure = Measure::kPoints;
  } else if (what < 85 && target.measure == Measure::kPartnerPoints) {
    command.measure = Measure::kPartnerPoints;
    command.amount = SomeOf(target.amount);
  } else if (reverses && !target.lines.empty() && what < 95) {
    command.measure = Measure::kLines;
    const Int lines = static_cast<Int>(target.lines.size());
    const Int first = dice_.Between(1, lines + (dice_.Percent(5) ? 1 : 0));
    command.lines.push_back({first, dice_.Between(1, 2)});
    if (first < lines && dice_.Percent(40)) command.lines.push_back({first + 1, 1});
    command.amount = 0;
  } else if (target.measure == Measure::kMoney || target.measure == Measure::kPurchase) {
    command.measure = Measure::kMoney;
    command.money = dice_.Percent(98) ? target.money : "USD";
    command.amount = SomeOf(target.amount);
  } else {
    command.measure = dice_.OneOf({Measure::kPoints, Measure::kPartnerPoints});
  }
  AddTime(command, clock);
  return Remember(std::move(command));
}

Command CommandMaker::MovingCommand(Kind kind, Moment clock) {
  Command command = Posting(kind);
  command.member = SomeMemberOf(command.partner);
  command.amount = SmallAmount(400);
  if (kind == Kind::kConvert) {
    command.to_currency = command.currency % currencies_ + 1;
    if (!conversions_.empty() && dice_.Percent(85)) {
      std::tie(command.currency, command.to_currency) = dice_.OneOf(conversions_);
    }
    if (command.to_currency == command.currency) return EarnCommand(clock);
    if (dice_.Percent(70)) {
      command.amount = SomeOf(ledger_.AvailableOf(chosen_, command.currency));
    }
  } else if (kind == Kind::kTransfer) {
    command.to_member = SomeMemberOf(command.partner);
    if (command.to_member == command.member) command.to_member = SomeMemberOf(command.partner);
  } else {
    command.caller = 0;
    command.words = "because";
    if (dice_.Percent(60)) command.amount = -std::min<Int>(command.amount, 1'500);
  }
  AddTime(command, clock);
  return Remember(std::move(command));
}

Command CommandMaker::EnrollCommand() {
  const int partner = SomePartner();
  Command command = New(Kind::kEnroll, dice_.Percent(60) ? partner : 0);
  command.partner = partner;
  command.new_member = next_member_++;
  command.identifiers.push_back(NewIdentifier(partner));
  if (dice_.Percent(30)) command.identifiers.push_back(NewIdentifier(partner));
  if (dice_.Percent(4)) command.identifiers.push_back({partner, "card/taken"});
  members_.push_back({command.new_member, command.identifiers});
  return Remember(std::move(command));
}

Command CommandMaker::MemberCommand(Kind kind) {
  const int partner = SomePartner();
  Command command = New(kind, dice_.Percent(60) ? partner : 0);
  command.partner = partner;
  Member& member = SomeMember();
  command.member = {member.number, {}};
  switch (kind) {
    case Kind::kLink:
      command.identifiers.push_back(NewIdentifier(partner));
      if (dice_.Percent(10) && !SomeMember().identifiers.empty()) {
        command.identifiers.front().name =
            SomeMember().number == member.number ? command.identifiers.front().name : "card/1";
      }
      if (dice_.Percent(80)) command.link_code = dice_.Percent(90) ? "current" : "guess";
      member.identifiers.push_back(command.identifiers.front());
      break;
    case Kind::kUnlink: {
      std::vector<Identifier> own;
      for (const Identifier& identifier : member.identifiers) {
        if (identifier.partner == partner) own.push_back(identifier);
      }
      command.identifiers.push_back(own.empty() ? Identifier{partner, "card/1"} : own.back());
      break;
    }
    case Kind::kMerge: {
      Member& into = SomeMember();
      command.caller = 0;
      command.partner = 0;
      command.to_member = {into.number, {}};
      command.words = "same-person";
      for (const Identifier& identifier : member.identifiers) {
        if (&into != &member) into.identifiers.push_back(identifier);
      }
      break;
    }
    default:
      // Those who do most stay.
      command.member = {members_.back().number, {}};
      command.caller = 0;
      command.partner = 0;
      command.words = "asked-for-it";
      break;
  }
  return Remember(std::move(command));
}

// The same request once more, or another under its id.
Command CommandMaker::Again() {
  if (asked_.empty()) return Sweep();
  Command command = asked_[asked_.size() - 1 -
                           static_cast<std::size_t>(dice_.Skewed(
                               static_cast<Int>(std::min<std::size_t>(asked_.size(), 200))))];
  command.linked = false;
  if (dice_.Percent(15)) command.words += "x";
  return command;
}

Command CommandMaker::NextPosting(Moment clock) {
  const Int what = dice_.Below(100);
  if (what < 6) {
    Command again = Again();
    if (again.kind <= Kind::kTransfer) return again;
  }
  if (what < 40) return EarnCommand(clock);
  if (what < 60) return TakingCommand(Kind::kBurn, clock);
  if (what < 67) return TakingCommand(Kind::kAuthorize, clock);
  if (what < 72) return TargetCommand(Kind::kCapture, clock);
  if (what < 74) return TargetCommand(Kind::kVoid, clock);
  if (what < 90) return TargetCommand(Kind::kReverse, clock);
  if (what < 95) return MovingCommand(Kind::kConvert, clock);
  return MovingCommand(Kind::kTransfer, clock);
}

Command CommandMaker::Next(Moment clock) {
  const Int what = dice_.Below(1000);
  if (what < 895) return NextPosting(clock);
  if (what < 905) return Again();
  if (what < 925) return MovingCommand(Kind::kAdjust, clock);
  if (what < 933) return EnrollCommand();
  if (what < 953) return MemberCommand(Kind::kLink);
  if (what < 957) return MemberCommand(Kind::kUnlink);
  if (what < 961) return MemberCommand(Kind::kMerge);
  if (what < 963) return MemberCommand(Kind::kErase);
  if (what < 970) return Sweep();
  clock_ = clock;
  return CatalogCommand();
}

Command CommandMaker::Closing() {
  Command command = New(Kind::kCloseWindow, 0);
  command.words = "label-" + command.id;
  if (dice_.Percent(5)) command.window = dice_.Between(1, 5);
  return Remember(std::move(command));
}

Command CommandMaker::Sweep() { return Remember(New(Kind::kExpire, 0)); }

}  // namespace coalition::simulation
