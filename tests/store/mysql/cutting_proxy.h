#ifndef COALITION_TESTS_STORE_MYSQL_CUTTING_PROXY_H_
#define COALITION_TESTS_STORE_MYSQL_CUTTING_PROXY_H_

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "server/base/mutex.h"
#include "server/store/mysql/server_address.h"

namespace coalition::store::mysql {

// Stands between a store and its database, on a port of the loopback, and cuts a connection at the
// moment that it is told, so that the store sees it lost and the database sees its client go. What
// it passes on is not encrypted. Thread-safe.
class CuttingProxy {
 public:
  enum class Moment {
    kBefore,  // the statement is not passed on
    kDuring,  // it is passed on, and the connection cut at once
    kAfter,   // the database has answered it, and the answer is not passed on
  };

  // In front of HOST:PORT of `server`, which may come and go.
  explicit CuttingProxy(ServerAddress server);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // Of the proxy, otherwise that of the server.
  const ServerAddress& address() const { return address_; }

  // Cuts the connection that next sends a statement which begins so. Each plan is for one cut; they
  // are carried out in their order.
  void Plan(std::string_view statement, Moment moment);
  // Plans that were not carried out yet.
  std::size_t plans() const;

 private:
  struct Cut {
    std::string statement;
    Moment moment;
  };
  class Link;

  void Accept();
  // The plan that this statement is for, which then is none any more.
  bool TakePlan(std::string_view statement, Moment& moment);

  const ServerAddress server_;
  ServerAddress address_;
  int listener_ = -1;
  mutable Mutex mutex_;
  std::vector<Cut> plans_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Link>> links_ ABSL_GUARDED_BY(mutex_);
  std::thread acceptor_;
};

}  // namespace coalition::store::mysql

#endif  // COALITION_TESTS_STORE_MYSQL_CUTTING_PROXY_H_
