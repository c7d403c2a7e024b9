#ifndef COALITION_CLIENTS_BENCH_POSTING_ANSWERS_H_
#define COALITION_CLIENTS_BENCH_POSTING_ANSWERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "google/protobuf/io/zero_copy_stream.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/status.h"

#include "clients/bench/event.h"
#include "coalition/v1/errors.pb.h"

// The answers to postings as far as the benchmark looks at them, read straight from the wire. The
// generated messages would do, but making and freeing all their parts took 3 of the 4 microseconds
// that the load generator spent on an event of a batch.
//
// Each of these types is used again and again, and can be the response type of a grpc call. What is
// malformed fails the call, as it would with a message.
namespace coalition::bench {

// Of a v1::Receipt.
struct ReceiptSummary {
  struct Leg {
    // A v1::LegKind.
    std::int32_t kind = 0;
    std::int64_t points = 0;
    std::int64_t micros = 0;
  };
  // More than one partner ever has in one of the benchmark's transactions; further ones are cut
  // off.
  static constexpr std::size_t kLegsMax = 8;

  TransactionNumber number{};
  // The transaction id is one that TransactionNumber can be made of.
  bool has_number = false;
  bool replayed = false;
  std::int64_t points = 0;
  std::array<Leg, kLegsMax> legs{};
  std::size_t legs_size = 0;
};

// Of the answer to any unary posting.
struct PostingAnswer {
  ReceiptSummary receipt{};

  bool ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire);
};

// Of a v1::BatchResult.
struct ItemAnswer {
  // Posted, unless there is an error.
  ReceiptSummary receipt{};
  std::unique_ptr<v1::Status> error;
};

// Of a v1::SubmitBatchResponse.
struct BatchAnswer {
  std::vector<ItemAnswer> items;

  bool ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire);
};

// Of a v1::SubmitStreamResponse.
struct StreamAnswer {
  ItemAnswer item{};

  bool ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire);
};

}  // namespace coalition::bench

namespace grpc {

template <typename Answer>
requires requires(Answer answer, google::protobuf::io::ZeroCopyInputStream* wire) {
  answer.ReadFrom(wire);
}
class SerializationTraits<Answer, void> {
 public:
  static Status Deserialize(ByteBuffer* buffer, Answer* answer) {
    if (buffer == nullptr) return Status(StatusCode::INTERNAL, "no payload");
    bool read = false;
    {
      ProtoBufferReader reader(buffer);
      if (!reader.status().ok()) return reader.status();
      read = answer->ReadFrom(&reader);
    }
    buffer->Clear();
    return read ? Status::OK : Status(StatusCode::INTERNAL, "malformed answer");
  }
};

}  // namespace grpc

#endif  // COALITION_CLIENTS_BENCH_POSTING_ANSWERS_H_
