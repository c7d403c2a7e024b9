#include "server/store/transfer/records.h"

#include <numeric>

namespace coalition::store::transfer {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(kLastKind) + 1> kNames = {
    "",
    "networks",
    "partners",
    "currencies",
    "exchange rates",
    "terms",
    "conversion rates",
    "limits",
    "credentials",
    "windows",
    "transactions",
    "request outcomes",
    "members",
    "identifiers",
    "accounts",
    "reversals",
    "day totals",
    "positions",
    "outstanding points",
    "settlements",
    "closed totals",
    "audit events",
    "ledger states",
};

}  // namespace

std::optional<RecordKind> KindOf(std::uint64_t number) {
  if (number < 1 || number > static_cast<std::uint64_t>(kLastKind)) return std::nullopt;
  return static_cast<RecordKind>(number);
}

std::string_view NameOf(RecordKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::int64_t RecordCounts::Total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

}  // namespace coalition::store::transfer
