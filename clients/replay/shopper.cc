#include "clients/replay/shopper.h"

namespace coalition::replay {

void Shopper::NoteLots(const Transaction& transaction) {
  for (const LotMovement& movement : transaction.lots) {
    points_by_issuer[movement.lot.issuer_id] += movement.lot.points;
  }
}

std::optional<std::size_t> ChooseRedeemer(const Shopper& shopper,
                                          const std::vector<std::string>& partner_ids,
                                          std::size_t partners_seen) {
  if (partners_seen < 2) return std::nullopt;
  std::optional<std::size_t> most;
  std::int64_t most_points = 0;
  for (std::size_t i = 0; i < partners_seen; ++i) {
    const auto issued = shopper.points_by_issuer.find(partner_ids[i]);
    if (issued == shopper.points_by_issuer.end() || issued->second <= most_points) continue;
    most = i;
    most_points = issued->second;
  }
  return most ? (*most + 1) % partners_seen : 0;
}

}  // namespace coalition::replay
