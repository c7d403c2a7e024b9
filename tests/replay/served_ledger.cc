#include "tests/replay/served_ledger.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/replay/ledger_facts.h"

namespace coalition::replay_model {
namespace {

Rational Fraction(const Ratio& ratio) { return Rational(ratio.numerator, ratio.denominator); }

Rounding RoundingOf(coalition::Rounding rounding) {
  switch (rounding) {
    case coalition::Rounding::kFloor:
      return Rounding::kFloor;
    case coalition::Rounding::kHalfEven:
      return Rounding::kHalfEven;
    default:
      return Rounding::kCarry;
  }
}

// By ISO 4217; all others that the replay knows have two.
int MinorUnitExponent(const std::string& currency) {
  if (currency == "JPY" || currency == "ISK") return 0;
  return currency == "BHD" ? 3 : 2;
}

Date ParseDate(const std::string& text) {
  return Date(std::chrono::year(std::stoi(text.substr(0, 4))) /
              std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))) /
              std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2)))));
}

std::string Text(std::int64_t value) { return std::to_string(value); }

template <typename T>
std::string TextOfTotal(const T& total) {
  return TotalText(Text(total.lines), Text(total.points), Text(total.amount_micros));
}

// The one version that the replay set.
template <typename Version>
Version TheVersion(Listing<Version> versions) {
  std::optional<Version> found;
  for (const auto& version : versions) {
    if (!version) {
      ADD_FAILURE() << version.error();
      continue;
    }
    EXPECT_FALSE(found.has_value()) << version->partner_id << " has two versions";
    found = *version;
  }
  EXPECT_TRUE(found.has_value());
  return found.value_or(Version{});
}

PartnerSettings SettingsFrom(const Partner& partner, const ExchangeRate& rate, const Terms& terms) {
  PartnerSettings settings;
  settings.partner_id = partner.partner_id;
  settings.money = partner.settlement_currency;
  settings.minor_unit_exponent = MinorUnitExponent(partner.settlement_currency);
  settings.points_per_pound =
      Fraction(rate.purchase.value_or(MoneyRate{"", {1, 1}}).partner_points_per_unit);
  settings.earn = Fraction(rate.earn);
  settings.rounding = RoundingOf(rate.rounding);
  settings.issue_price_micros = terms.issue_price_micros;
  settings.redemption_price_micros = terms.redemption_price_micros;
  settings.charged_on_redemption = terms.charge == Charge::kOnRedemption;
  settings.pending_days = terms.pending_days;
  settings.valid_months = terms.valid_months;
  settings.earn_fee_micros = terms.fees.earn_fee_micros;
  settings.earn_fee_ppm = terms.fees.earn_fee_ppm;
  settings.burn_fee_micros = terms.fees.burn_fee_micros;
  settings.burn_fee_ppm = terms.fees.burn_fee_ppm;
  settings.terms_version = terms.version;
  return settings;
}

Identifier IdentifierOf(const std::string& partner, const std::string& customer) {
  return {.partner_id = partner, .kind = "customer_number", .value = customer};
}

ClientOptions OptionsFor(const std::string& server, const std::string& key) {
  ClientOptions options;
  options.server = server;
  options.api_key = key;
  options.deadline = std::chrono::minutes(1);
  return options;
}

}  // namespace

ServedLedger::ServedLedger(const std::string& server, const std::string& operator_key)
    : client_(OptionsFor(server, operator_key)), network_(OptionsFor(server, operator_key)) {}

NetworkSettings ServedLedger::ReadSettings(NetworkSettings settings) const {
  for (const auto& partner : network_.EachPartner({})) {
    if (!partner) {
      ADD_FAILURE() << partner.error();
      continue;
    }
    const ListVersionsRequest versions{.partner_id = partner->partner_id};
    settings.by_country[partner->display_name] =
        SettingsFrom(*partner, TheVersion(network_.EachExchangeRate(versions)),
                     TheVersion(network_.EachTerms(versions)));
  }
  return settings;
}

Facts ServedLedger::ReadFacts(const Customers& customers) const {
  Facts facts;
  std::map<std::string, std::string> customers_by_member;
  AddMembers(customers, facts, customers_by_member);
  AddJournal(customers_by_member, facts);
  AddLiabilities(facts);
  for (const auto& window : network_.EachWindow({})) {
    if (!window) {
      ADD_FAILURE() << window.error();
    } else if (window->state != WindowState::kOpen) {
      AddWindow(*window, facts);
    }
  }
  return facts;
}

std::map<std::string, ServedLedger::BalanceOfDay> ServedLedger::ReadBalances(
    const Customers& customers) const {
  std::map<std::string, BalanceOfDay> balances;
  for (const auto& [customer, partner] : customers) {
    const auto member = client_.ResolveMember(IdentifierOf(partner, customer));
    if (!member) {
      ADD_FAILURE() << customer << ": " << member.error();
      continue;
    }
    const auto points = client_.GetBalance(
        {.partner_id = member->identifiers[0].partner_id, .member = member->identifiers[0]});
    if (!points) {
      ADD_FAILURE() << customer << ": " << points.error();
      continue;
    }
    EXPECT_LE(points->balances.size(), 1u) << customer;
    for (const Balance& balance : points->balances) {
      std::string next = "nothing";
      if (balance.expiring_next) {
        next = Text(balance.expiring_next->points) + " on " + balance.expiring_next->expires_on;
      }
      balances[customer] = {
          BalanceText(Text(balance.available), Text(balance.pending), Text(balance.held), next),
          ParseDate(balance.as_of_date)};
    }
  }
  return balances;
}

ServedLedger::StatementLines ServedLedger::ReadStatements() const {
  StatementLines statements;
  for (const auto& window : network_.EachWindow({})) {
    if (!window || window->state == WindowState::kOpen) continue;
    for (const auto& partner : network_.EachPartner({})) {
      if (!partner) continue;
      const std::string name = Text(window->window_id) + " " + partner->partner_id;
      const auto statement = network_.GetStatement(
          {.partner_id = partner->partner_id, .window_id = window->window_id});
      EXPECT_TRUE(statement.ok()) << statement.error();
      if (statement) statements.digests[name] = statement->lines_sha256;
      for (const auto& line : network_.EachStatementLine(
               {.partner_id = partner->partner_id, .window_id = window->window_id})) {
        EXPECT_TRUE(line.ok()) << line.error();
        if (!line) break;
        statements.lines[name].push_back(
            Text(line->ordinal) + " " + std::string(ToString(line->type)) + " " +
            std::string(ToString(line->kind)) + " " + Text(line->points) + " " + line->currency +
            " " + Text(line->amount_micros) + " " + line->counterparty_id + " " + line->request_id);
      }
      std::sort(statements.lines[name].begin(), statements.lines[name].end());
    }
  }
  return statements;
}

LedgerVerification ServedLedger::Verify() const {
  const auto verification = network_.VerifyLedger();
  if (verification) return *verification;
  ADD_FAILURE() << verification.error();
  return {};
}

void ServedLedger::AddMembers(const Customers& customers, Facts& facts,
                              std::map<std::string, std::string>& customers_by_member) const {
  for (const auto& [customer, partner] : customers) {
    const auto member = client_.ResolveMember(IdentifierOf(partner, customer));
    if (!member) {
      ADD_FAILURE() << customer << ": " << member.error();
      continue;
    }
    customers_by_member[member->member_id] = customer;
    std::set<std::string> known_to;
    for (const Identifier& identifier : member->identifiers) {
      EXPECT_EQ(identifier.kind, "customer_number");
      EXPECT_EQ(identifier.value, customer);
      known_to.insert(identifier.partner_id);
    }
    std::string partners;
    for (const std::string& partner_id : known_to) partners += partner_id + " ";
    facts[KnownToName(customer)] = partners;

    const auto points = client_.GetBalance(
        {.partner_id = member->identifiers[0].partner_id, .member = MemberId{member->member_id}});
    if (!points) {
      ADD_FAILURE() << customer << ": " << points.error();
      continue;
    }
    std::string& lots = facts[LotsName(customer)];
    for (const Lot& lot : points->lots) {
      lots += LotText(lot.issuer_id, lot.terms_version, lot.available_on, lot.expires_on,
                      Text(lot.points));
    }
  }
}

void ServedLedger::AddJournal(const std::map<std::string, std::string>& customers_by_member,
                              Facts& facts) const {
  std::set<std::string> known;
  for (const auto& transaction : client_.EachTransaction({.page_size = 1'000})) {
    if (!transaction) {
      ADD_FAILURE() << transaction.error();
      continue;
    }
    std::map<std::string, Integer> money;
    for (const MoneyLeg& leg : transaction->legs)
      money[leg.amount.currency_code] += leg.amount.micros;
    for (const auto& [currency, sum] : money) {
      EXPECT_EQ(sum, 0) << transaction->transaction_id << " in " << currency;
    }
    // Newest first: the first carry of a member and partner is the one that counts.
    if (!transaction->conversion || transaction->conversion->carry_denominator == 0) continue;
    const auto customer = customers_by_member.find(transaction->member_id);
    if (customer == customers_by_member.end()) continue;
    const std::string name = CarryName(customer->second, transaction->partner_id);
    const Rational carry(transaction->conversion->carry_numerator,
                         transaction->conversion->carry_denominator);
    if (known.insert(name).second && carry != 0) facts[name] = carry.str();
  }
}

void ServedLedger::AddLiabilities(Facts& facts) const {
  const auto liabilities = network_.GetLiability({});
  if (!liabilities) {
    ADD_FAILURE() << liabilities.error();
    return;
  }
  for (const Liability& liability : *liabilities) {
    facts[LiabilityName(liability.issuer_id, liability.expiry_month)] =
        LiabilityText(Text(liability.points), Text(liability.owed_points), liability.lots);
  }
}

void ServedLedger::AddWindow(const Window& window, Facts& facts) const {
  const std::int64_t id = window.window_id;
  facts[WindowName(id)] =
      WindowText(std::string(ToString(window.state)), window.label, window.transaction_count);
  AddPositions(id, facts);
  for (const auto& partner : network_.EachPartner({})) {
    if (partner) AddStatement(id, partner->partner_id, facts);
  }
  for (const auto& obligation : network_.EachObligation({.window_id = id})) {
    if (!obligation) {
      ADD_FAILURE() << obligation.error();
      continue;
    }
    const bool pays = obligation->payee_id.empty();
    const std::string& partner = pays ? obligation->payer_id : obligation->payee_id;
    EXPECT_EQ(obligation->obligation_id, std::to_string(id) + "-" + partner);
    EXPECT_EQ(obligation->state, ObligationState::kDue);
    facts[ObligationName(id, partner)] =
        ObligationText(pays ? "pays" : "is paid", Text(obligation->amount_minor_units),
                       obligation->currency_code, obligation->minor_unit_exponent);
  }
}

void ServedLedger::AddPositions(std::int64_t window, Facts& facts) const {
  const auto positions = network_.GetPositions({.window_id = window});
  if (!positions) {
    ADD_FAILURE() << positions.error();
    return;
  }
  for (const Position& position : positions->positions) {
    const std::string& money = position.net.currency_code;
    if (position.net.micros != 0) {
      facts[PositionName(window, position.partner_id, money, "net")] = Text(position.net.micros);
    }
    for (const LegTotal& total : position.totals) {
      facts[PositionName(window, position.partner_id, money, std::string(ToString(total.kind)))] =
          TextOfTotal(total);
    }
  }
}

void ServedLedger::AddStatement(std::int64_t window, const std::string& partner,
                                Facts& facts) const {
  const auto statement = network_.GetStatement({.partner_id = partner, .window_id = window});
  if (!statement) {
    ADD_FAILURE() << partner << ": " << statement.error();
    return;
  }
  std::int64_t lines = 0;
  for (const StatementTotal& total : statement->totals) {
    lines += total.lines;
    facts[StatementName(window, partner, std::string(ToString(total.type)),
                        std::string(ToString(total.kind)))] = TextOfTotal(total);
  }
  EXPECT_EQ(statement->line_count, lines) << partner;
  if (statement->opening_residue_micros == 0 && statement->net_micros == 0) return;
  facts[StatementName(window, partner, "all", "all")] =
      StatementText(statement->currency_code, Text(statement->opening_residue_micros),
                    Text(statement->net_micros), Text(statement->net_minor_units),
                    Text(statement->closing_residue_micros));
}

}  // namespace coalition::replay_model
