#ifndef COALITION_SERVER_STORE_HEAP_BYTES_H_
#define COALITION_SERVER_STORE_HEAP_BYTES_H_

#include <cstddef>

#include "server/domain/member.h"
#include "server/store/account_record.h"

namespace coalition::store {

// What values that a store keeps in memory take beside their own size, about.

inline std::size_t HeapBytesOf(const AccountRecord& record) {
  std::size_t bytes = record.lots.capacity() * sizeof(domain::Lot) +
                      record.holds.capacity() * sizeof(domain::Hold) +
                      record.carries.capacity() * sizeof(CarryRow);
  for (const domain::Hold& hold : record.holds) {
    bytes += hold.reserved.capacity() * sizeof(domain::LotMovement);
  }
  return bytes;
}

inline std::size_t HeapBytesOf(const domain::Identifier& identifier) {
  return identifier.kind.capacity() + identifier.value.capacity();
}

inline std::size_t HeapBytesOf(const domain::Member& member) {
  std::size_t bytes = member.link_code.capacity() +
                      member.identifiers.capacity() * sizeof(domain::LinkedIdentifier) +
                      member.merged.capacity() * sizeof(domain::MemberId);
  for (const domain::LinkedIdentifier& linked : member.identifiers) {
    bytes += HeapBytesOf(linked.identifier);
  }
  return bytes;
}

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_HEAP_BYTES_H_
