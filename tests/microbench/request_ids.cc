#include "tests/microbench/request_ids.h"

#include "server/domain/ids.h"

namespace coalition::microbench {
namespace {

constexpr std::uint64_t kIdsPerMs = 100;
constexpr std::uint64_t kVersionMask = 0xF000;
constexpr std::uint64_t kVariantMask = std::uint64_t{3} << 62;
constexpr std::uint64_t kVariant = std::uint64_t{2} << 62;

}  // namespace

RequestIds::RequestIds(RequestIdKind kind, std::uint64_t seed, domain::Moment first)
    : kind_(kind), first_ms_(static_cast<std::uint64_t>(first.micros / 1'000)), random_(seed) {}

std::string RequestIds::Next() {
  std::uint64_t high = random_();
  if (kind_ == RequestIdKind::kTimeOrdered) {
    const std::uint64_t ms = first_ms_ + drawn_ / kIdsPerMs;
    high = (ms << 16) | (high & ~kVersionMask & 0xFFFF) | 0x7000;
  } else {
    high = (high & ~kVersionMask) | 0x4000;
  }
  ++drawn_;
  // A member id is written as any other UUID.
  return domain::MemberId{high, (random_() & ~kVariantMask) | kVariant}.ToString();
}

}  // namespace coalition::microbench
