#include "clients/bench/network_setup.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "clients/bench/clock.h"
#include "clients/bench/request_id.h"

namespace coalition::bench {
namespace {

// Currency points per partner point: fractions are carried, with several denominators.
constexpr auto kEarnRates =
    std::to_array<Ratio>({{2, 3}, {3, 2}, {5, 7}, {7, 9}, {5, 4}, {8, 9}, {11, 13}, {4, 5}});
constexpr auto kBurnRates =
    std::to_array<Ratio>({{3, 2}, {2, 3}, {6, 7}, {5, 4}, {8, 9}, {4, 7}, {7, 5}, {9, 8}});
constexpr std::int64_t kIssuePriceMicros = 5'000'000;
constexpr std::int64_t kRedemptionPriceMicros = 4'000'000;
constexpr std::int32_t kValidMonths = 36;
constexpr std::int32_t kBankValidMonths = 24;

constexpr std::int64_t kFirstPoints = 100;
constexpr std::int64_t kGrantPoints = 100'000'000;

template <std::size_t N>
const Ratio& RateOf(const std::array<Ratio, N>& rates, int partner) {
  return rates[static_cast<std::size_t>(partner) % N];
}

ExchangeRate ExchangeRateOf(int partner) {
  ExchangeRate rate;
  rate.partner_id = Population::PartnerIdOf(partner);
  rate.earn = RateOf(kEarnRates, partner);
  rate.burn = RateOf(kBurnRates, partner);
  rate.rounding = Rounding::kCarry;
  rate.purchase = MoneyRate{kSettlementCurrency, {1, 1}};
  return rate;
}

Terms TermsOf(const std::string& partner_id, Charge charge, std::int32_t valid_months) {
  Terms terms;
  terms.partner_id = partner_id;
  terms.issue_price_micros = kIssuePriceMicros;
  terms.redemption_price_micros = kRedemptionPriceMicros;
  terms.charge = charge;
  terms.valid_months = valid_months;
  terms.fees.earn_fee_ppm = 2'500;
  terms.fees.burn_fee_ppm = 1'250;
  return terms;
}

Result<void> Join(const OperatorClient& network, const Terms& terms) {
  const std::string& id = terms.partner_id;
  const auto partner = network.CreatePartner({.request_id = "partner-" + id,
                                              .partner_id = id,
                                              .display_name = "Benchmark " + id,
                                              .settlement_currency = kSettlementCurrency});
  if (!partner) return partner.error();
  const auto set = network.SetTerms({.request_id = "terms-" + id, .terms = terms});
  if (!set) return set.error();
  return {};
}

Identifier CardOf(int partner, std::uint32_t member) {
  Identifier card{.partner_id = Population::PartnerIdOf(partner), .kind = kCardKind, .value = {}};
  WriteCard(partner, member, &card.value);
  return card;
}

EarnRequest PreparingEarn(Preparation preparation, int partner, std::uint32_t member) {
  const bool enrols = preparation == Preparation::kEnrol;
  EarnRequest earn;
  earn.request_id = PreparationIdOf(static_cast<int>(preparation), partner, member).ToString();
  earn.partner_id = enrols ? Population::PartnerIdOf(partner) : kBankId;
  earn.member = CardOf(partner, member);
  earn.amount = CurrencyPoints{enrols ? kFirstPoints : kGrantPoints};
  earn.enroll_if_unknown = enrols;
  return earn;
}

Result<bool> IsPrepared(Preparation preparation, const Client& client, int partner,
                        std::uint32_t member) {
  GetBalanceRequest request;
  request.member = CardOf(partner, member);
  const auto points = client.GetBalance(request);
  if (!points) {
    if (points.error().reason == ErrorReason::kMemberNotFound) return false;
    return points.error();
  }
  if (preparation == Preparation::kEnrol) return true;
  return std::any_of(points->lots.begin(), points->lots.end(),
                     [](const Lot& lot) { return lot.issuer_id == kBankId; });
}

// How many members of the partner are prepared; they are the first ones.
Result<std::uint32_t> CountPrepared(Preparation preparation, const Client& client, int partner,
                                    std::uint32_t members) {
  std::uint32_t prepared = 0;
  std::uint32_t unprepared = members + 1;
  for (std::uint32_t count = members; prepared + 1 < unprepared;
       count = prepared + (unprepared - prepared) / 2) {
    const auto is_prepared = IsPrepared(preparation, client, partner, count - 1);
    if (!is_prepared) return is_prepared.error();
    (*is_prepared ? prepared : unprepared) = count;
  }
  return prepared;
}

Result<void> PrepareBatch(Preparation preparation, const Client& client, int partner,
                          std::uint32_t begin, std::uint32_t end) {
  SubmitBatchRequest batch;
  for (std::uint32_t member = begin; member < end; ++member) {
    batch.items.push_back(PreparingEarn(preparation, partner, member));
  }
  for (const BatchResult& result : client.SubmitBatch(batch)) {
    if (!result.receipt) return result.receipt.error();
  }
  return {};
}

}  // namespace

Result<void> JoinPartners(const OperatorClient& network, int partners) {
  const auto bank = Join(network, TermsOf(kBankId, Charge::kOnRedemption, kBankValidMonths));
  if (!bank) return bank;
  for (int i = 0; i < partners; ++i) {
    const std::string id = Population::PartnerIdOf(i);
    const Charge charge = i % 2 == 0 ? Charge::kOnIssue : Charge::kOnRedemption;
    const auto joined = Join(network, TermsOf(id, charge, kValidMonths));
    if (!joined) return joined;
    const auto rate = network.SetExchangeRate(
        {.request_id = "rate-" + id, .exchange_rate = ExchangeRateOf(i), .backdating_reason = {}});
    if (!rate) return rate.error();
  }
  return {};
}

Result<void> PrepareMembers(Preparation preparation, const Client& client,
                            const Population& population, int batch_items,
                            const OnPrepared& on_prepared) {
  std::mutex mutex;
  std::optional<Error> error;
  std::atomic<bool> stopped = false;
  const auto stop = [&](const Error& failed) {
    const std::lock_guard lock(mutex);
    if (!error) error = failed;
    stopped = true;
  };
  const auto prepare_members_of = [&](int partner) {
    const std::uint32_t members = population.members_of(partner);
    const auto prepared = CountPrepared(preparation, client, partner, members);
    if (!prepared) return stop(prepared.error());
    if (!on_prepared(*prepared, 0)) stopped = true;
    for (std::uint32_t next = *prepared; next < members && !stopped;) {
      const auto end = std::min(members, next + static_cast<std::uint32_t>(batch_items));
      const std::int64_t begin_ns = NowNs();
      const auto done = PrepareBatch(preparation, client, partner, next, end);
      if (!done) return stop(done.error());
      if (!on_prepared(end - next, NowNs() - begin_ns)) stopped = true;
      next = end;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int partner = 0; partner < population.partners(); ++partner) {
      threads.emplace_back(prepare_members_of, partner);
    }
  }
  if (error) return *error;
  return {};
}

Result<PartnerKeys> PartnerKeys::Create(const OperatorClient& network, int partners) {
  PartnerKeys keys(network);
  for (int i = 0; i < partners; ++i) {
    auto created = network.CreateCredential({.role = Role::kPartner,
                                             .partner_id = Population::PartnerIdOf(i),
                                             .label = "coalition_bench"});
    if (!created) return created.error();
    keys.credential_ids_.push_back(created->credential.credential_id);
    keys.authorizations_.push_back("Bearer " + created->api_key);
  }
  return keys;
}

PartnerKeys::~PartnerKeys() {
  for (const std::string& id : credential_ids_) {
    // Not when the server is gone.
    if (!network_.RevokeCredential({.credential_id = id})) return;
  }
}

}  // namespace coalition::bench
