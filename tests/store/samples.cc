#include "tests/store/samples.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace coalition::store {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int32_t kMost32 = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kLeast32 = std::numeric_limits<std::int32_t>::min();

const domain::MoneyCurrency kPounds = *domain::MoneyCurrency::Parse("GBP");
const domain::PartnerId kLastPartner{~0u};
const domain::CurrencyId kLastCurrency{~0u};
const domain::LotKey kLot{domain::kNever, {kLeast32}, kLastPartner, kMost32};
// With bytes that end strings elsewhere.
const std::string kText("a\0\xFF\x7F", 4);

domain::Transaction FullTransaction() {
  domain::Transaction t;
  t.id = {domain::LaneId(65'535), domain::Sequence(kMost)};
  t.type = domain::TransactionType::kReversal;
  t.partner = kLastPartner;
  t.member = {~0ull, 1};
  t.currency = kLastCurrency;
  t.request_id = kText;
  t.event_time = {kLeast};
  t.posted_at = {kMost};
  t.window = domain::WindowId(kMost);
  t.points = domain::Points(kLeast);
  t.partner_points = domain::PartnerPoints(kMost);
  t.facts = domain::Purchase{{kPounds, domain::Micros(kLeast)},
                             {{"sku", "category", kMost, domain::Micros(-1)}, {}}};
  t.conversion = domain::AppliedConversion{kMost32, {kMost, kMost}, domain::Carry{kLeast, 1}, -1};
  t.terms_version = kLeast32;
  t.lots = {{kLot, domain::Points(kLeast)}, {{}, domain::Points(1)}};
  t.legs = {{kLastPartner,
             domain::LegKind::kFeeIncome,
             {kPounds, domain::Micros(kMost)},
             domain::Points(-64),
             kLastPartner,
             kMost32},
            {}};
  t.reference = std::string(300, 'r');
  t.original = domain::TransactionId{domain::LaneId(1), domain::Sequence(127)};
  t.original_type = domain::TransactionType::kBurn;
  t.reversed_lines = {{1, kMost}, {kMost32, 0}};
  t.not_recovered = domain::Points(128);
  t.previous = domain::Sequence(kMost);
  t.balance_after = {domain::Points(kLeast),
                     domain::Points(1),
                     domain::Points(2),
                     domain::ExpiringPoints{domain::Points(3), {4}},
                     {kMost32}};
  t.counterpart = domain::Counterpart{{1, ~0ull},
                                      kLastCurrency,
                                      domain::Points(kLeast),
                                      {{kLot, domain::Points(kMost)}, {}},
                                      domain::Sequence(kMost),
                                      t.balance_after};
  t.reserved = {{kLot, domain::Points(kMost)}, {{}, domain::Points(-1)}};
  t.hold_expires_at = {kLeast};
  t.reason = kText;
  return t;
}

domain::ExchangeRate FullRate() {
  domain::ExchangeRate rate{kLastPartner,
                            kLastCurrency,
                            kMost32,
                            {kMost},
                            {kMost, 1},
                            {1, kMost},
                            domain::RateRounding::kHalfEven,
                            domain::MoneyRate{kPounds, {1, 2}},
                            domain::MoneyRate{kPounds, {3, 4}},
                            {{"run_km", {5, 6}}, {kText, {7, 8}}},
                            {kLeast},
                            "late"};
  return rate;
}

domain::Terms FullTerms() {
  return {kLastPartner,
          kLastCurrency,
          kMost32,
          {kLeast},
          domain::Micros(kMost),
          domain::Micros(1),
          domain::Charge::kOnRedemption,
          kMost32,
          kLeast32,
          {domain::Micros(1), domain::Micros(kMost), 2, kMost32},
          domain::NetDebitCap{domain::NetDebitCap::Kind::kPrepaid, domain::Micros(kMost),
                              domain::Micros(kLeast)},
          {1},
          kText,
          kMost32};
}

domain::ConversionRate FullConversionRate() {
  return {kLastCurrency, domain::CurrencyId(1), kMost32, {kLeast}, {1, kMost}, {kMost}, kText};
}

domain::PartnerLimits FullLimits() {
  return {kLastPartner,
          kLastCurrency,
          {domain::Points(kMost), domain::Points(1), domain::Points(2), domain::Points(3),
           domain::Points(4), domain::Points(kLeast)}};
}

domain::Credential FullCredential() {
  domain::Credential credential{kText,   domain::Role::kOperator, kLastPartner, "label", {},
                                {kMost}, domain::Moment{kLeast}};
  credential.key_hash.fill(0xFF);
  return credential;
}

domain::Member FullMember() {
  return {{1ull << 63, ~0ull},
          {{{kLastPartner, "card", kText}, 3}, {{}, kMost32}},
          "code",
          {kLeast},
          kLeast32,
          domain::MemberId{1, 2},
          {{3, 4}, {~0ull, ~0ull}},
          true};
}

domain::Partner FullPartner() {
  return {kLastPartner, kText,  "\xC3\xA9", kPounds, domain::PartnerState::kSuspended,
          kLeast32,     {kMost}};
}

domain::Currency FullCurrency() { return {kLastCurrency, kText, kLeast32, kLastPartner, true}; }

domain::Window FullWindow() {
  return {domain::WindowId(kMost),  domain::Sequence(kMost),
          domain::Sequence(kLeast), {kLeast},
          domain::Moment{kMost},    kText};
}

}  // namespace

std::vector<domain::Transaction> SampleTransactions() {
  std::vector<domain::Transaction> samples{{}, FullTransaction()};
  samples.push_back(FullTransaction());
  samples.back().facts = domain::Activity{"run_km", kMost};
  samples.push_back(FullTransaction());
  samples.back().facts = domain::Money{kPounds, domain::Micros(kMost)};
  samples.back().conversion->carry_after.reset();
  samples.push_back(FullTransaction());
  samples.back().type = domain::TransactionType::kExpiry;
  samples.back().legs[0].kind = domain::LegKind::kBreakageExpense;
  samples.back().counterpart->balance_after.expiring_next.reset();
  return samples;
}

namespace {

domain::KeptEffect Kept(domain::Effect effect) {
  return std::make_shared<const domain::Effect>(std::move(effect));
}

}  // namespace

std::vector<OutcomeResult> SampleOutcomes() {
  return {
      domain::TransactionId{},
      domain::TransactionId{domain::LaneId(65'535), domain::Sequence(kMost)},
      domain::Rejection{},
      domain::Rejection{domain::Reason::kLinkedItemFailed, {{"", ""}, {"a", kText}, {"b", "c"}}},
      Kept(FullPartner()),
      Kept(FullCurrency()),
      Kept(FullRate()),
      Kept(FullTerms()),
      Kept(FullCredential()),
      Kept(FullWindow()),
      Kept(FullConversionRate()),
      Kept(FullLimits()),
      Kept(domain::ExpirySweep{kMost, kLeast, true}),
      domain::MemberOutcome{},
      domain::MemberOutcome{{~0ull, 1}, kMost32, kText}};
}

std::vector<domain::Member> SampleMembers() { return {{}, FullMember()}; }

std::vector<domain::ReversalState> SampleReversals() {
  return {{},
          {domain::Points(kMost),
           domain::PartnerPoints(kLeast),
           domain::Micros(kMost),
           kLeast,
           {0, kMost, -1},
           {domain::Micros(kLeast), domain::Micros(0)},
           true,
           domain::Points(kLeast),
           domain::TransactionId{domain::LaneId(65'535), domain::Sequence(kMost)}}};
}

std::vector<domain::Hold> SampleHolds() {
  return {{},
          {{domain::LaneId(65'535), domain::Sequence(kMost)},
           {kLeast},
           {{kLot, domain::Points(kMost)}, {{}, domain::Points(1)}}}};
}

std::vector<domain::Network> SampleNetworks() {
  domain::Network network;
  network.name = kText;
  network.time_zone_name = "Europe/London";
  network.negative_balance = domain::NegativeBalancePolicy::kReject;
  return {{}, network};
}

std::vector<domain::Partner> SamplePartners() { return {{}, FullPartner()}; }
std::vector<domain::Currency> SampleCurrencies() { return {{}, FullCurrency()}; }
std::vector<domain::ExchangeRate> SampleRates() { return {{}, FullRate()}; }
std::vector<domain::Terms> SampleTerms() { return {{}, FullTerms()}; }
std::vector<domain::ConversionRate> SampleConversionRates() { return {{}, FullConversionRate()}; }
std::vector<domain::PartnerLimits> SampleLimits() { return {{}, FullLimits()}; }
std::vector<domain::Credential> SampleCredentials() { return {{}, FullCredential()}; }
std::vector<domain::Window> SampleWindows() { return {{}, FullWindow()}; }

std::vector<domain::PartnerSettlement> SampleSettlements() {
  return {{},
          {domain::WindowId(kMost), kLastPartner, kPounds, domain::Micros(kLeast),
           domain::Micros(kMost), kLeast, domain::Micros(-1)}};
}

std::vector<AccountRecord> SampleAccountRecords() {
  return {{},
          {domain::Sequence(kMost),
           {{kLot, domain::Points(kLeast)}, {{}, domain::Points(1)}},
           SampleHolds(),
           {{}, {kLastPartner, kLastCurrency, {{kLeast, kMost}, {-1, 1}}}}}};
}

std::vector<Redo> SampleRedos() {
  Redo full;
  AccountDelta delta{domain::Sequence(kMost), {{kLot, domain::Points(0)}}, SampleHolds(), {{}}};
  full.accounts = {{{}, {}}, {{{~0ull, 1}, kLastCurrency}, std::move(delta)}};
  for (const OutcomeResult& result : SampleOutcomes()) {
    full.outcomes.push_back({{kLastPartner, kText}, {domain::PayloadDigest{1, 2, 3}, result}});
  }
  for (const domain::ReversalState& state : SampleReversals()) {
    full.reversals.push_back({{domain::LaneId(65'535), domain::Sequence(kMost)}, state});
  }
  full.day_totals = {{{{~0ull, 1}, kLastPartner, kLastCurrency},
                      {{kLeast32}, domain::Points(kMost), domain::Points(kLeast)}}};
  full.positions = {{{domain::WindowId(kMost), kLastPartner, kPounds,
                      domain::TransactionType::kExpiry, domain::LegKind::kBreakageExpense},
                     {kMost, domain::Points(kLeast), domain::Micros(kMost)}}};
  full.outstanding = {{{kLastPartner, kLastCurrency}, domain::Points(kLeast)}};
  return {{}, full};
}

}  // namespace coalition::store
