#ifndef COALITION_SERVER_RPC_ARENA_MESSAGES_H_
#define COALITION_SERVER_RPC_ARENA_MESSAGES_H_

#include <cstddef>

#include "google/protobuf/arena.h"
#include "grpcpp/support/message_allocator.h"

namespace coalition::rpc {

// Puts the request and the response of one call onto an arena: what is nested in them is neither
// allocated nor freed one by one. For calls with many nested messages; to one with a few it makes
// no difference. The messages live until the call is done, as they do without it. Thread-safe; must
// outlive the server.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  // Blocks double from the one to the other; the last one may stay nearly empty.
  static constexpr std::size_t kBlockBytesMin = 4 << 10;
  static constexpr std::size_t kBlockBytesMax = 256 << 10;

  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(Options()) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    static google::protobuf::ArenaOptions Options() {
      google::protobuf::ArenaOptions options;
      options.start_block_size = kBlockBytesMin;
      options.max_block_size = kBlockBytesMax;
      return options;
    }

    google::protobuf::Arena arena_;
  };
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_ARENA_MESSAGES_H_
