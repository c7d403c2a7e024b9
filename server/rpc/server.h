#ifndef COALITION_SERVER_RPC_SERVER_H_
#define COALITION_SERVER_RPC_SERVER_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "server/engine/clock.h"
#include "server/engine/posting_engine.h"
#include "server/engine/published_catalog.h"
#include "server/engine/read_pool.h"
#include "server/rpc/keys.h"

namespace coalition::rpc {

struct ServerOptions {
  // HOST:PORT; port 0 takes a free one.
  std::string listen;
};

// The gRPC server: the five services, reflection and health. Serves from Start until Shutdown.
class Server {
 public:
  // All but the options must outlive the server. Errors: UNAVAILABLE when the address cannot be
  // listened on.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, engine::PostingEngine& engine, engine::ReadPool& reads,
      engine::PublishedCatalog& catalog, const engine::Clock& clock, const ServerKey& key);
  virtual ~Server() = default;

  virtual int port() const = 0;

  // From now on health checks say NOT_SERVING, so that balancers send nothing more here. Calls that
  // last would outlive any patience: watches end, and streams take no more items and end when what
  // they took is answered, both with SHUTTING_DOWN. Does not wait for them.
  virtual void AnnounceShutdown() = 0;

  // Takes no new calls and returns when the answers under way are sent, or after `patience`. Call
  // it when engine and reads are drained: they answer SHUTTING_DOWN by then, and nothing else
  // waits.
  virtual void Shutdown(std::chrono::milliseconds patience) = 0;
};

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_SERVER_H_
