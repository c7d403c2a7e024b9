#ifndef COALITION_TESTS_STORE_MYSQL_CONNECT_H_
#define COALITION_TESTS_STORE_MYSQL_CONNECT_H_

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"

#include "server/store/mysql/connection.h"
#include "server/store/mysql/server_address.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::store::mysql {

// What a test cannot do without.
template <typename T>
T Need(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::cerr << value.status() << "\n";
  std::abort();
}

inline ServerAddress AddressOf(std::string_view address) {
  return Need(ParseServerAddress(address));
}

inline std::unique_ptr<Connection> Connect(std::string_view address,
                                           const Timeouts& timeouts = {}) {
  return Need(Connection::Open(AddressOf(address), timeouts));
}

// For what is to be waited for in vain.
inline Timeouts ShortTimeouts() {
  Timeouts timeouts;
  timeouts.connect = std::chrono::seconds(1);
  timeouts.io = std::chrono::seconds(1);
  timeouts.lock = std::chrono::seconds(1);
  return timeouts;
}

// An empty database, of which each test has its own.
inline std::string FreshDatabase() {
  return testing_processes::PrivateMariadb::Shared().FreshDatabase();
}

// One with a table of numbered rows.
inline std::string DatabaseWithCounts() {
  const std::string address = FreshDatabase();
  const auto connection = Connect(address);
  EXPECT_TRUE(connection
                  ->Run(SqlText("CREATE TABLE counts (id INT PRIMARY KEY, n INT NOT NULL) "
                                "ENGINE = InnoDB"))
                  .ok());
  EXPECT_TRUE(connection->Run(SqlText("INSERT INTO counts VALUES (1, 10), (2, 20)")).ok());
  return address;
}

// The first column of the first row.
template <typename T = std::int64_t>
T Ask(Connection& connection, std::string_view question) {
  T answer{};
  Rows rows = connection.Query(SqlText(question));
  EXPECT_TRUE(rows.Next(answer)) << question << ": " << rows.status();
  return answer;
}

}  // namespace coalition::store::mysql

#endif  // COALITION_TESTS_STORE_MYSQL_CONNECT_H_
