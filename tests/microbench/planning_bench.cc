#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "server/domain/account.h"
#include "server/domain/check.h"
#include "server/domain/conversion.h"
#include "server/domain/conversion_plan.h"
#include "server/domain/plan.h"
#include "server/domain/pricing.h"
#include "tests/domain/builders.h"
#include "tests/microbench/benchmarks.h"
#include "tests/microbench/scene.h"
#include "tests/microbench/trade.h"

namespace coalition::microbench {
namespace {

using domain::Account;
using domain::Carry;
using domain::kBakery;
using domain::kStars;
using domain::Lot;
using domain::LotMovement;
using domain::Points;

const domain::Date kToday = domain::On("2026-03-10");

Account AccountOfLots(std::int64_t lots) {
  const domain::AccountKey key{domain::MemberNo(1), kStars};
  return Account(key, LotsOf7Points(static_cast<std::size_t>(lots)), domain::Sequence(1));
}

// With ten holds, each on the first lot that is free.
Account AccountWithHolds(std::int64_t lots) {
  Account account = AccountOfLots(lots);
  for (std::int64_t i = 1; i <= 10; ++i) {
    const domain::TransactionId id{domain::LaneId(0), domain::Sequence(i)};
    account.Open({id, {domain::kNoon.micros * 2}, account.PlanDebit(Points(3), kToday)});
  }
  return account;
}

template <typename T>
const T& Valid(const std::optional<T>& value) {
  COALITION_CHECK(value.has_value(), "it fits");
  return *value;
}

// Accounts.

void PlanCredit(benchmark::State& state) {
  const Account account = AccountOfLots(state.range(0));
  const domain::LotKey own = account.lots().back().key;
  for (auto _ : state) benchmark::DoNotOptimize(account.PlanCredit(own, Points(10)));
}

void PlanDebitOfAll(benchmark::State& state) {
  const Account account = AccountOfLots(state.range(0));
  const Points all = account.Available(kToday);
  for (auto _ : state) benchmark::DoNotOptimize(account.PlanDebit(all, kToday));
}

void PlanDebitOfOne(benchmark::State& state) {
  const Account account = AccountOfLots(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(account.PlanDebit(Points(1), kToday));
}

// Out and in again.
void ApplyAll(benchmark::State& state) {
  Account account = AccountOfLots(state.range(0));
  const std::vector<LotMovement> out = account.PlanDebit(account.Available(kToday), kToday);
  std::vector<LotMovement> in = out;
  for (LotMovement& movement : in) movement.points = -movement.points;
  for (auto _ : state) {
    account.Apply(out);
    account.Apply(in);
  }
  state.SetItemsProcessed(state.iterations() * 2 * state.range(0));
}

void BalanceOf(benchmark::State& state) {
  const Account account = AccountOfLots(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(account.BalanceAt(kToday));
}

void BalanceWithHolds(benchmark::State& state) {
  const Account account = AccountWithHolds(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(account.BalanceAt(kToday));
}

void OpenAndCloseHold(benchmark::State& state) {
  Account account = AccountWithHolds(state.range(0));
  const domain::TransactionId id{domain::LaneId(0), domain::Sequence(99)};
  const domain::Hold hold{id, {domain::kNoon.micros * 2}, account.PlanDebit(Points(3), kToday)};
  for (auto _ : state) {
    account.Open(hold);
    account.Close(id);
  }
}

// Conversion. Quantities vary, so that neither the compiler nor the processor knows the answer.

struct Quantities {
  std::int64_t Next() {
    last = (last * 48'271) % 2'147'483'647;
    return 1 + last % 100'000;
  }
  std::int64_t last = 1;
};

void CreditWithCarry(benchmark::State& state) {
  constexpr domain::Ratio kRate{7, 3};
  const std::int64_t denominator = domain::CarryDenominator(kRate.denominator);
  Quantities quantities;
  Carry carry{0, denominator};
  for (auto _ : state) {
    const auto exact = domain::ApplyRatio(quantities.Next(), kRate, denominator);
    carry = Valid(domain::CreditWithCarry(Valid(exact), carry)).carry;
  }
}

void DebitWithCarry(benchmark::State& state) {
  constexpr domain::Ratio kRate{7, 3};
  const std::int64_t denominator = domain::CarryDenominator(kRate.denominator);
  Quantities quantities;
  Carry carry{0, denominator};
  for (auto _ : state) {
    const auto exact = domain::ApplyRatio(quantities.Next(), kRate, denominator);
    carry = Valid(domain::DebitWithCarry(Valid(exact), carry)).carry;
  }
}

void RescaleCarry(benchmark::State& state) {
  Quantities quantities;
  for (auto _ : state) {
    const Carry carry{quantities.Next(), 1'000'000'002};
    benchmark::DoNotOptimize(domain::Rescale(carry, 1'000'000'007));
  }
}

void ConvertEarn(benchmark::State& state) {
  const domain::ExchangeRate rate = domain::RateOf(kBakery, {3, 2}, {3, 2});
  Quantities quantities;
  Carry carry{0, rate.EarnCarryDenominator()};
  for (auto _ : state) {
    const domain::ConversionSource source{quantities.Next(), rate.EarnFactor(), {}};
    const auto converted = domain::ConvertEarn(source, rate, carry);
    carry = converted->carry;
  }
}

// Money.

void PriceOfPoints(benchmark::State& state) {
  Quantities quantities;
  for (auto _ : state) {
    const Points points(quantities.Next());
    benchmark::DoNotOptimize(domain::PriceOf(points, domain::Micros(9'876'543), 2));
  }
}

void LegsOfBurn(benchmark::State& state) {
  const domain::Catalog catalog = TradeCatalog();
  const domain::Terms terms = *catalog.TermsInForce(kBakery, kStars, domain::kNoon);
  const Account account = AccountOfLots(state.range(0));
  const Points all = account.Available(kToday);
  const std::vector<LotMovement> lots = account.PlanDebit(all, kToday);
  for (auto _ : state) benchmark::DoNotOptimize(domain::BurnLegs(terms, catalog, all, lots));
}

// Whole plans, without the ledger around them.

void PlanEarn(benchmark::State& state) {
  const domain::Catalog catalog = TradeCatalog();
  const domain::EventContext context{catalog, domain::kNoon, kToday};
  const Account account = AccountOfLots(state.range(0));
  const domain::Earn earn =
      domain::EarnOf(kBakery, domain::MemberNo(1), domain::PartnerPoints(101));
  for (auto _ : state) benchmark::DoNotOptimize(domain::PlanEarn(earn, context, account, {}).ok());
}

void PlanBurn(benchmark::State& state) {
  const domain::Catalog catalog = TradeCatalog();
  const domain::EventContext context{catalog, domain::kNoon, kToday};
  const Account account = AccountOfLots(state.range(0));
  const domain::Burn burn = domain::BurnOf(kBakery, domain::MemberNo(1), account.Available(kToday));
  for (auto _ : state) benchmark::DoNotOptimize(domain::PlanBurn(burn, context, account, {}).ok());
}

using Function = void (*)(benchmark::State& state);

void Register(const std::string& name, Function function) {
  benchmark::RegisterBenchmark(("domain/" + name).c_str(), function);
}

void RegisterByLots(const std::string& name, Function function) {
  benchmark::RegisterBenchmark(("domain/" + name).c_str(), function)
      ->ArgName("lots")
      ->Arg(1)
      ->Arg(10)
      ->Arg(300);
}

}  // namespace

void RegisterPlanning() {
  RegisterByLots("account/plan_credit", PlanCredit);
  RegisterByLots("account/plan_debit_of_all", PlanDebitOfAll);
  RegisterByLots("account/plan_debit_of_one_point", PlanDebitOfOne);
  RegisterByLots("account/apply_all", ApplyAll);
  RegisterByLots("account/balance", BalanceOf);
  benchmark::RegisterBenchmark("domain/account/balance_with_10_holds", BalanceWithHolds)
      ->ArgName("lots")
      ->Arg(10)
      ->Arg(300);
  benchmark::RegisterBenchmark("domain/account/open_and_close_hold", OpenAndCloseHold)
      ->ArgName("lots")
      ->Arg(10)
      ->Arg(300);
  Register("conversion/credit_with_carry", CreditWithCarry);
  Register("conversion/debit_with_carry", DebitWithCarry);
  Register("conversion/rescale", RescaleCarry);
  Register("conversion/convert_earn", ConvertEarn);
  Register("money/price", PriceOfPoints);
  RegisterByLots("money/burn_legs", LegsOfBurn);
  RegisterByLots("plan/earn", PlanEarn);
  RegisterByLots("plan/burn", PlanBurn);
}

}  // namespace coalition::microbench
