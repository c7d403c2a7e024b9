#ifndef COALITION_TESTS_STORE_MYSQL_LISTENER_H_
#define COALITION_TESTS_STORE_MYSQL_LISTENER_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "server/base/mutex.h"
#include "server/store/mysql/server_address.h"

namespace coalition::store::mysql {

// A port of this machine behind which there is no server.
class Listener {
 public:
  enum class Manner {
    kRefuses,      // nobody listens
    kHangsUp,      // each client is let in and at once put out
    kIsSilent,     // nobody ever says anything
    kOffersNoTls,  // greets as a server would that has no TLS, and then only listens
  };

  explicit Listener(Manner manner);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  ServerAddress address() const;
  // Clients that were let in.
  int clients() const { return clients_; }
  // All that they said; waits until they have hung up.
  std::string Heard();

 private:
  void Serve();
  void ServeOne(int client);

  const Manner manner_;
  int socket_ = -1;
  int port_ = 0;
  std::atomic<int> clients_ = 0;
  std::vector<int> silent_;
  std::string heard_;
  std::thread thread_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_TESTS_STORE_MYSQL_LISTENER_H_
