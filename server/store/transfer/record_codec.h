#ifndef COALITION_SERVER_STORE_TRANSFER_RECORD_CODEC_H_
#define COALITION_SERVER_STORE_TRANSFER_RECORD_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "server/store/archive.h"
#include "server/store/codec.h"
#include "server/store/redo_layouts.h"
#include "server/store/value_layouts.h"

namespace coalition::store::transfer {

// A record of a file: the fields of its key, as in codec.h, and then, for those that have one, a
// record of codec.h, which goes on to the end.

template <typename... Key>
void EncodeFields(std::string& bytes, const Key&... key) {
  Writer out(bytes);
  out(key...);
}
template <StoredRecord Body, typename... Key>
void EncodeKeyed(std::string& bytes, const Body& body, const Key&... key) {
  EncodeFields(bytes, key...);
  Encode(body, bytes);
}

// DATA_LOSS unless `bytes` are exactly that.
template <typename... Key>
absl::Status DecodeFields(std::string_view bytes, Key&... key) {
  Reader in(bytes);
  in(key...);
  if (in.ok() && in.remaining() == 0) return absl::OkStatus();
  return absl::DataLossError("a record of the file is not as this program writes it");
}
template <StoredRecord Body, typename... Key>
absl::Status DecodeKeyed(std::string_view bytes, Body& body, Key&... key) {
  Reader in(bytes);
  in(key...);
  if (!in.ok()) return absl::DataLossError("a record's key is not as this program writes it");
  return Decode(in.Bytes(in.remaining()), body);
}

}  // namespace coalition::store::transfer

namespace coalition::store {

template <>
struct Layout<domain::AuditEvent> {
  static constexpr std::uint8_t kVersion = 1;
  static void Fields(auto& archive, auto& event) {
    auto& [number, at, credential_id, action, resource, reason] = event;
    archive(number, at, credential_id, action, resource, reason);
  }
};

}  // namespace coalition::store

#endif  // COALITION_SERVER_STORE_TRANSFER_RECORD_CODEC_H_
