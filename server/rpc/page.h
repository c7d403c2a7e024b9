#ifndef COALITION_SERVER_RPC_PAGE_H_
#define COALITION_SERVER_RPC_PAGE_H_

#include <cstddef>

#include "google/protobuf/repeated_field.h"

#include "server/rpc/limits.h"

namespace coalition::rpc {

// The entries of one answer: bounded by count and by size.
template <typename Entry>
class Page {
 public:
  // `entries` must outlive this, and be empty.
  Page(int size, google::protobuf::RepeatedPtrField<Entry>* entries)
      : size_(size), entries_(entries) {}

  bool IsFull() const { return entries_->size() == size_ || bytes_ >= kPageBytesMax; }
  // `encode` is void(Entry*).
  template <typename EncodeFn>
  void Add(EncodeFn encode) {
    Entry* entry = entries_->Add();
    encode(entry);
    bytes_ += entry->ByteSizeLong();
  }

 private:
  const int size_;
  google::protobuf::RepeatedPtrField<Entry>* const entries_;
  std::size_t bytes_ = 0;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_PAGE_H_
