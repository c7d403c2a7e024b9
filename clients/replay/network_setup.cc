#include "clients/replay/network_setup.h"

#include <utility>

namespace coalition::replay {
namespace {

Result<Partner> CreateOrGet(const OperatorClient& network, const CreatePartnerRequest& request) {
  auto created = network.CreatePartner(request);
  if (created || created.error().reason != ErrorReason::kAlreadyExists) return created;
  const Error taken = created.error();
  auto existing = network.GetPartner(request.partner_id);
  if (existing && existing->settlement_currency != request.settlement_currency) return taken;
  return existing;
}

}  // namespace

Result<std::vector<JoinedPartner>> JoinPartners(const OperatorClient& network,
                                                const std::vector<PartnerProfile>& profiles) {
  std::vector<JoinedPartner> joined;
  for (const PartnerProfile& profile : profiles) {
    auto partner = CreateOrGet(network, profile.partner);
    if (!partner) return partner.error();
    auto rate = network.SetExchangeRate(profile.rate);
    if (!rate) return rate.error();
    auto terms = network.SetTerms(profile.terms);
    if (!terms) return terms.error();
    joined.push_back({*std::move(partner), *std::move(rate), *std::move(terms)});
  }
  return joined;
}

}  // namespace coalition::replay
