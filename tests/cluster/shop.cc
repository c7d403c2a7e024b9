#include "tests/cluster/shop.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace coalition::cluster {
namespace {

constexpr std::int64_t kPricedPoints = 1'000;

// What must work for the test to mean anything.
template <typename Call>
auto Must(Caller<OperatorClient>& network, Call call) {
  auto answer = network.Send(call);
  EXPECT_TRUE(answer.ok()) << answer.error();
  return *std::move(answer);
}

ExchangeRate RateOf(const std::string& partner_id) {
  ExchangeRate rate;
  rate.partner_id = partner_id;
  rate.earn = {1, 1};
  rate.burn = {1, 1};
  rate.rounding = Rounding::kFloor;
  return rate;
}

Terms TermsOf(const std::string& partner_id) {
  Terms terms;
  terms.partner_id = partner_id;
  terms.issue_price_micros = kIssueMicros * kPricedPoints;
  terms.redemption_price_micros = kRedemptionMicros * kPricedPoints;
  terms.charge = Charge::kOnIssue;
  return terms;
}

}  // namespace

Shop OpenShop(Caller<OperatorClient>& network, const std::string& partner_id) {
  Must(network, [&](const OperatorClient& client) {
    return client.CreatePartner({.request_id = "create-" + partner_id,
                                 .partner_id = partner_id,
                                 .display_name = partner_id,
                                 .settlement_currency = kMoney});
  });
  Must(network, [&](const OperatorClient& client) {
    return client.SetExchangeRate(
        {.request_id = "rate-" + partner_id, .exchange_rate = RateOf(partner_id)});
  });
  Must(network, [&](const OperatorClient& client) {
    return client.SetTerms({.request_id = "terms-" + partner_id, .terms = TermsOf(partner_id)});
  });
  const NewCredential made = Must(network, [&](const OperatorClient& client) {
    return client.CreateCredential(
        {.request_id = "key-" + partner_id, .partner_id = partner_id, .label = "tills"});
  });
  EXPECT_FALSE(made.replayed) << "nothing fails yet";
  return {partner_id, made.api_key, {}, {}};
}

void EnrolMembers(Caller<OperatorClient>& network, std::vector<Shop>& shops, std::size_t shared,
                  std::size_t new_of_each) {
  Caller<Client> members(network.servers(), network.key(), 0);
  for (std::size_t i = 0; i < shared; ++i) {
    const std::string card = absl::StrCat("shared-", i);
    EnrollMemberRequest request{
        .request_id = "enrol-" + card, .identifiers = {}, .partner_id = shops.front().partner_id};
    for (Shop& shop : shops) {
      request.identifiers.push_back({shop.partner_id, kCardKind, card});
      shop.shared_cards.push_back(card);
    }
    const auto member =
        members.Send([&](const Client& client) { return client.EnrollMember(request); });
    EXPECT_TRUE(member.ok()) << member.error();
  }
  for (Shop& shop : shops) {
    for (std::size_t i = 0; i < new_of_each; ++i) {
      shop.new_cards.push_back(absl::StrCat(shop.partner_id, "-", i));
    }
  }
}

}  // namespace coalition::cluster
