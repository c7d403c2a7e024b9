#ifndef COALITION_CLIENTS_BENCH_COMPARE_MYSQL_LEDGER_H_
#define COALITION_CLIENTS_BENCH_COMPARE_MYSQL_LEDGER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/bench/compare/coalition_server.h"
#include "clients/bench/compare/mariadb_server.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// A new ledger in a database of its own, and the coalitionds that share it. All of it ends with the
// object. One at a time. Not thread-safe.
class MysqlLedger {
 public:
  // Returns when all servers serve. The others must outlive it.
  static absl::StatusOr<std::unique_ptr<MysqlLedger>> Start(const Surroundings& surroundings,
                                                            MariadbServer& database, int servers);
  ~MysqlLedger();
  MysqlLedger(const MysqlLedger&) = delete;
  MysqlLedger& operator=(const MysqlLedger&) = delete;

  // The flags of `coalition_bench run` that lead to its servers, and tell what CPU time they and
  // the database take.
  std::vector<std::string> FlagsOfCallers() const;

 private:
  MysqlLedger(const Surroundings& surroundings, MariadbServer& database)
      : surroundings_(surroundings), database_(database) {}

  absl::Status StartServers(int servers);
  std::string Folder() const { return surroundings_.folder.File("mysql-ledger"); }

  const Surroundings& surroundings_;
  MariadbServer& database_;
  std::vector<std::unique_ptr<CoalitionServer>> servers_;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_MYSQL_LEDGER_H_
