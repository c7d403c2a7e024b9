#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "server/domain/check.h"
#include "server/store/mysql/migrations.h"
#include "tests/e2e/database.h"
#include "tests/testing/private_mariadb.h"

namespace coalition::e2e {
namespace {

using testing_processes::PrivateMariadb;

class MysqlDatabase final : public Database {
 public:
  std::string address() const override { return address_; }

  std::vector<std::string> AwayAddresses() const override {
    const std::string name = PrivateMariadb::DatabaseOf(address_);
    return {
        // Nobody there, no such database, and no way in.
        "mysql://coalition@/coalition?socket=/nonexistent/socket",
        absl::StrReplaceAll(address_, {{name, name + "_no"}}),
        absl::StrReplaceAll(address_, {{"coalition@", "nobody@"}}),
    };
  }

  std::string record() const override { return "migrations"; }
  int migrations() const override {
    return static_cast<int>(store::mysql::MysqlMigrations().size());
  }

  void Run(const std::string& statements) override { Query(statements); }

  void Record(int number, const std::string& name, const std::string& checksum) override {
    Run(absl::StrCat("INSERT INTO migrations (number, name, checksum) VALUES (", number, ", '",
                     name, "', '", checksum, "')"));
  }

  // As a program does that dies in the middle.
  int MakeBehind() override {
    const absl::Status made = store::mysql::MigrateDatabase(*server_address_);
    COALITION_CHECK(made.ok(), made.ToString());
    Run(absl::StrCat("DELETE FROM migrations WHERE number = ", migrations()));
    return 1;
  }

  std::string Content() override {
    std::string content = Query(
        "SELECT table_name, create_time, update_time FROM information_schema.tables"
        " WHERE table_schema = DATABASE() ORDER BY table_name");
    if (content.find("migrations") != std::string::npos) {
      absl::StrAppend(&content, Query("SELECT * FROM migrations ORDER BY number"));
    }
    return content;
  }

 private:
  std::string Query(const std::string& statements) {
    const auto rows =
        PrivateMariadb::Shared().Query(PrivateMariadb::DatabaseOf(address_), statements);
    COALITION_CHECK(rows.ok(), rows.status().ToString());
    return *rows;
  }

  const std::string address_ = PrivateMariadb::Shared().FreshDatabase();
  const absl::StatusOr<store::mysql::ServerAddress> server_address_ =
      store::mysql::ParseServerAddress(address_);
};

}  // namespace

std::unique_ptr<Database> NewDatabase() { return std::make_unique<MysqlDatabase>(); }

}  // namespace coalition::e2e
