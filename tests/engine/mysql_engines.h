#ifndef COALITION_TESTS_ENGINE_MYSQL_ENGINES_H_
#define COALITION_TESTS_ENGINE_MYSQL_ENGINES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/engine/mysql_engine.h"
#include "tests/store/mysql/connect.h"
#include "tests/store/scenario.h"

namespace coalition::engine {

// Three servers on a database of their own, with the scenario's partners and members.
class MysqlEngines {
 public:
  MysqlEngines(int lanes, std::uint64_t members) : address_(store::mysql::FreshDatabase()) {
    store::SetUpNetwork(*OpenMysql(address_, lanes), members);
    for (int i = 0; i < 3; ++i) engines_.push_back(std::make_unique<MysqlEngine>(address_));
  }

  const std::string& address() const { return address_; }
  // Any number will do.
  MysqlEngine& operator[](std::size_t number) { return *engines_[number % engines_.size()]; }
  void Drain() {
    for (const auto& engine : engines_) engine->Drain();
  }

 private:
  const std::string address_;
  std::vector<std::unique_ptr<MysqlEngine>> engines_;
};

}  // namespace coalition::engine

#endif  // COALITION_TESTS_ENGINE_MYSQL_ENGINES_H_
