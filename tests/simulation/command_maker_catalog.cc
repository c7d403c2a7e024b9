// The network: partners, prices, limits, first members; and how they change.
#include <utility>

#include "tests/simulation/command_maker.h"

namespace coalition::simulation {

std::vector<std::vector<Command>> CommandMaker::SetUp() {
  std::vector<std::vector<Command>> batches;
  batches.push_back(Partners());
  batches.push_back(Prices());
  batches.push_back(Members());
  return batches;
}

std::vector<Command> CommandMaker::Partners() {
  std::vector<Command> commands;
  const Int count = dice_.Between(2, 6);
  for (Int i = 1; i <= count; ++i) {
    Partner partner{dice_.OneOf({"GBP", "GBP", "EUR", "JPY", "KWD"}),
                    dice_.OneOf({0, 2, 30, 30, 400})};
    Command command = New(Kind::kCreatePartner, 0);
    command.handle = "shop-" + std::to_string(i);
    command.words = "Shop";
    command.money = partner.money;
    command.backdating_days = partner.backdating_days;
    partners_.push_back(std::move(partner));
    commands.push_back(Remember(std::move(command)));
  }
  for (Int more = dice_.Between(0, 2); more > 0; --more) {
    Command command = New(Kind::kCreateCurrency, 0);
    command.handle = "CUR" + std::to_string(++currencies_);
    command.scale = static_cast<int>(dice_.Below(7));
    if (dice_.Percent(50)) command.partner = SomePartner();
    commands.push_back(Remember(std::move(command)));
  }
  return commands;
}

std::vector<Command> CommandMaker::Prices() {
  std::vector<Command> commands;
  for (int partner = 1; partner < static_cast<int>(partners_.size()); ++partner) {
    for (int currency = 1; currency <= currencies_; ++currency) {
      if (currency > 1 && dice_.Percent(25)) continue;
      const Moment past = clock_ - 1'000 * kDay;
      Command rate = RateCommand(partner, currency);
      rate.effective_from = past;
      rate.words = "since-ever";
      Command terms = TermsCommand(partner, currency);
      terms.effective_from = past;
      terms.words = "since-ever";
      if (!dice_.Percent(4)) commands.push_back(Remember(std::move(rate)));
      if (!dice_.Percent(2)) commands.push_back(Remember(std::move(terms)));
    }
  }
  for (int i = 0; currencies_ > 1 && i < 2 * currencies_; ++i) {
    Command rate = ConversionCommand();
    rate.effective_from = clock_ - 1'000 * kDay;
    rate.words = "since-ever";
    commands.push_back(Remember(std::move(rate)));
  }
  return commands;
}

std::vector<Command> CommandMaker::Members() {
  std::vector<Command> commands;
  for (Int count = dice_.Between(3, 40); count > 0; --count) {
    commands.push_back(EnrollCommand());
    const Member member = members_.back();
    // Most are linked to some others.
    for (int partner = 1; partner < static_cast<int>(partners_.size()); ++partner) {
      if (!dice_.Percent(60)) continue;
      Command link = New(Kind::kLink, 0);
      link.partner = partner;
      link.member = {member.number, {}};
      link.identifiers.push_back(NewIdentifier(partner));
      members_.back().identifiers.push_back(link.identifiers.front());
      commands.push_back(Remember(std::move(link)));
    }
  }
  return commands;
}

Command CommandMaker::RateCommand(int partner, int currency) {
  Command command = New(Kind::kSetRate, 0);
  command.partner = partner;
  command.currency = currency;
  command.money = partners_[static_cast<std::size_t>(partner)].money;
  const auto ratio = [&] {
    return Ratio{dice_.Between(1, 9), dice_.OneOf<Int>({1, 1, 2, 3, 7, 9})};
  };
  command.earn_rate = ratio();
  command.burn_rate = ratio();
  command.rounding =
      dice_.OneOf({Rounding::kCarry, Rounding::kCarry, Rounding::kFloor, Rounding::kHalfEven});
  if (dice_.Percent(85)) command.purchase_rate = {dice_.Between(1, 20), dice_.Between(1, 3)};
  if (dice_.Percent(85)) command.money_off_rate = {dice_.Between(1, 120), dice_.Between(1, 3)};
  if (dice_.Percent(70)) command.activities.push_back({"run_km", ratio()});
  if (dice_.Percent(50)) command.activities.push_back({"container_returned", ratio()});
  return command;
}

Command CommandMaker::TermsCommand(int partner, int currency) {
  Command command = New(Kind::kSetTerms, 0);
  command.partner = partner;
  command.currency = currency;
  command.issue_price =
      dice_.Percent(5) ? 0 : dice_.OneOf<Int>({10'000'000, 3'333'333, 999'999'999, 1, 77'777});
  command.redemption_price =
      dice_.Percent(5) ? 0 : dice_.OneOf<Int>({8'000'000, 3'000'001, 555'555'555, 501, 66'666});
  command.charge_on_redemption = dice_.Percent(40);
  command.pending_days = static_cast<int>(dice_.Percent(60) ? 0 : dice_.Between(1, 40));
  command.valid_months = static_cast<int>(dice_.Percent(30) ? 0 : dice_.Between(1, 4));
  if (dice_.Percent(40)) command.earn_fee = dice_.Between(0, 5'000);
  if (dice_.Percent(40)) command.burn_fee = dice_.Between(0, 5'000);
  if (dice_.Percent(40)) command.earn_fee_ppm = static_cast<int>(dice_.Below(50'000));
  if (dice_.Percent(40)) command.burn_fee_ppm = static_cast<int>(dice_.Below(50'000));
  if (!command.charge_on_redemption && dice_.Percent(60)) {
    command.breakage_ppm = dice_.OneOf({1'000'000, 500'000, 333'333, 1});
  }
  if (dice_.Percent(30)) {
    command.cap = dice_.OneOf({CapKind::kPostpaid, CapKind::kPrepaid});
    command.cap_limit = dice_.OneOf<Int>({0, 100'000, 5'000'000, 400'000'000});
    if (dice_.Percent(60)) command.cap_alert = dice_.Between(0, command.cap_limit);
  }
  return command;
}

// In smallest units. Most are modest, some would make a circle that gains.
Command CommandMaker::ConversionCommand() {
  Command command = New(Kind::kSetConversionRate, 0);
  command.currency = static_cast<int>(dice_.Between(1, currencies_));
  command.to_currency = command.currency % currencies_ + 1;
  if (currencies_ > 2 && dice_.Percent(40)) {
    command.to_currency = command.to_currency % currencies_ + 1;
  }
  command.earn_rate = {dice_.Between(1, 5), dice_.Between(2, 9)};
  conversions_.emplace_back(command.currency, command.to_currency);
  return command;
}

Command CommandMaker::LimitsCommand() {
  Command command = New(Kind::kSetLimits, 0);
  command.partner = SomePartner();
  command.currency = SomeCurrency();
  const bool none = dice_.Percent(30);
  for (const Int most : {1'500, 1'000, 2'500, 1'500, 20'000, 10'000}) {
    command.limits.push_back(none || dice_.Percent(50) ? 0 : dice_.Between(1, most));
  }
  return command;
}

// From now, from later or, with a reason or without, from before.
void CommandMaker::Date(Command& command, bool may_backdate) {
  const Int what = dice_.Below(100);
  if (what < 50) return;
  if (what < 80) {
    command.effective_from = clock_ + dice_.Below(20 * kDay);
  } else if (may_backdate) {
    command.effective_from = clock_ - dice_.Below(60 * kDay);
    if (dice_.Percent(90)) command.words = "typo";
  }
}

Command CommandMaker::CatalogCommand() {
  const Int what = dice_.Below(100);
  const int partner = SomePartner();
  Command command;
  if (what < 25) {
    command = RateCommand(partner, SomeCurrency());
    if (dice_.Percent(40)) command.caller = partner;
    Date(command, true);
  } else if (what < 55) {
    command = TermsCommand(partner, SomeCurrency());
    Date(command, true);
  } else if (what < 65 && currencies_ > 1) {
    command = ConversionCommand();
    Date(command, true);
  } else if (what < 80) {
    command = LimitsCommand();
  } else if (what < 85) {
    command = New(Kind::kUpdatePartner, 0);
    command.partner = partner;
    command.backdating_days = partners_[static_cast<std::size_t>(partner)].backdating_days;
    if (dice_.Percent(50)) command.words = "Shop-" + command.id;
  } else if (what < 99) {
    const bool suspended = ledger_.IsSuspended(partner);
    const bool again = dice_.Percent(10);
    if (!suspended && dice_.Percent(60)) return LimitsCommand();
    command = New(suspended != again ? Kind::kResume : Kind::kSuspend, 0);
    command.partner = partner;
    command.words = suspended ? "paid" : "late";
  } else {
    command = New(Kind::kCreatePartner, 0);
    command.handle = "shop-1";
    command.words = "Shop";
    command.money = "GBP";
  }
  return Remember(std::move(command));
}

}  // namespace coalition::simulation
