#ifndef COALITION_SERVER_DOMAIN_IDS_H_
#define COALITION_SERVER_DOMAIN_IDS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace coalition::domain {

// Names of things in the ledger. Each is its own type, so that a partner cannot be passed for a
// currency; all are trivially copyable values, ordered and hashable.
template <typename Tag, typename Rep>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(Rep value) : value_(value) {}
  constexpr Rep value() const { return value_; }
  friend constexpr auto operator<=>(Id, Id) = default;
  template <typename H>
  friend H AbslHashValue(H h, Id id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  Rep value_ = 0;
};

// Partners are numbered from 1 in the order in which they joined. 0 is the network itself.
using PartnerId = Id<struct PartnerTag, std::uint32_t>;
// Points currencies, from 1.
using CurrencyId = Id<struct CurrencyTag, std::uint32_t>;
// Settlement windows, from 1.
using WindowId = Id<struct WindowTag, std::int64_t>;
// A lane: the unit of serialisation. A lane hands out its own sequence numbers.
using LaneId = Id<struct LaneTag, std::uint16_t>;
// Position of a transaction in its lane's journal, from 1, without gaps. 0: none.
using Sequence = Id<struct SequenceTag, std::int64_t>;

inline constexpr PartnerId kNetwork{0};
inline constexpr Sequence kNoSequence{0};

// Where a transaction stands in the ledger. On the wire: "<lane>-<sequence>".
struct TransactionId {
  LaneId lane;
  Sequence sequence;

  friend auto operator<=>(const TransactionId&, const TransactionId&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const TransactionId& id) {
    return H::combine(std::move(h), id.lane, id.sequence);
  }
  std::string ToString() const;
  // Accepts exactly what ToString makes.
  static std::optional<TransactionId> Parse(std::string_view text);
};

// A UUID drawn when the member is enrolled. On the wire: its canonical 36 characters.
struct MemberId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const MemberId&, const MemberId&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const MemberId& id) {
    return H::combine(std::move(h), id.high, id.low);
  }
  std::string ToString() const;
  // Accepts lower-case canonical form only.
  static std::optional<MemberId> Parse(std::string_view text);
};

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_IDS_H_
