#include "tests/fuzz/small_network.h"

namespace coalition::fuzz {
namespace {

constexpr domain::Moment kNoon{1'773'144'000'000'000};
constexpr domain::PartnerId kBakery{1};
constexpr domain::PartnerId kCinema{2};

domain::Partner PartnerOf(domain::PartnerId id, const char* handle, const char* money) {
  domain::Partner partner;
  partner.id = id;
  partner.handle = handle;
  partner.settlement_currency = *domain::MoneyCurrency::Parse(money);
  return partner;
}

}  // namespace

const SmallNetwork& SmallNetwork::Get() {
  static const SmallNetwork network;
  return network;
}

SmallNetwork::SmallNetwork()
    : callers_{{{domain::Role::kOperator, domain::kNetwork, "root"},
                {domain::Role::kPartner, kBakery, "till"},
                {domain::Role::kPartner, kCinema, "desk"}}} {
  rpc::StartCryptography();
  catalog_.Put(PartnerOf(kBakery, "bakery", "GBP"));
  catalog_.Put(PartnerOf(kCinema, "cinema", "EUR"));
  catalog_.Put(domain::Currency{domain::CurrencyId(1), "STARS", 0, domain::kNetwork, true});
  catalog_.Put(domain::Currency{domain::CurrencyId(2), "MILES", 2, kCinema, false});
}

rpc::DecodeContext SmallNetwork::ContextOf(std::size_t caller) const {
  return {catalog_, callers_.at(caller), quotes_, kNoon};
}

}  // namespace coalition::fuzz
