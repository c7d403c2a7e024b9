#include "tests/testing/private_mariadb.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

#include <signal.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "tests/testing/wait_until.h"

namespace coalition::testing_processes {
namespace {

constexpr char kScript[] = COALITION_DATABASE_SCRIPT;
// The script's own patience is less.
constexpr std::chrono::minutes kPatience(3);

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << kScript << ": " << what << "\n";
  std::abort();
}

std::string NewName() {
  std::random_device random;
  return absl::StrCat("coalition_", absl::Hex(random(), absl::kZeroPad8),
                      absl::Hex(random(), absl::kZeroPad8));
}

}  // namespace

PrivateMariadb& PrivateMariadb::Shared() {
  static const std::unique_ptr<PrivateMariadb> shared([] {
    const char* folder = std::getenv("COALITION_TEST_MARIADB");
    return folder == nullptr ? new PrivateMariadb : new PrivateMariadb(folder);
  }());
  return *shared;
}

PrivateMariadb::PrivateMariadb(Options options)
    : options_(std::move(options)),
      owned_folder_(std::make_unique<TemporaryFolder>()),
      folder_(owned_folder_->path()) {
  Start();
}

PrivateMariadb::PrivateMariadb(std::string folder) : folder_(std::move(folder)) {
  const Finished status = Script({"status", folder_});
  if (!status.Succeeded()) Fail(absl::StrCat("no server in ", folder_, ": ", status.ToString()));
  ReadPort();
}

PrivateMariadb::~PrivateMariadb() {
  if (owned_folder_ == nullptr) {
    for (const std::string& database : databases_) {
      Query("", absl::StrCat("DROP DATABASE IF EXISTS ", database)).IgnoreError();
    }
  } else if (process_ != nullptr) {
    process_->Signal(SIGTERM);
    process_->Wait(kPatience);
  }
}

void PrivateMariadb::Start() {
  if (owned_folder_ == nullptr || process_ != nullptr) Fail("Start of a server that runs");
  // By a signal that the script can answer, it hears of our death, however that comes about.
  std::vector<std::string> words{"--pdeathsig", "TERM", kScript, "run", folder_, "--remove", "--"};
  words.insert(words.end(), options_.flags.begin(), options_.flags.end());
  auto process = ChildProcess::Start("/usr/bin/setpriv", words);
  if (!process.ok()) Fail(std::string(process.status().message()));
  process_ = *std::move(process);
  // It prints its address when it serves.
  WaitUntil([&] { return process_->Ended() || absl::StrContains(process_->out(), "\n"); },
            kPatience);
  if (process_->Ended() || process_->out().empty()) Fail("run: " + process_->err());
  ReadPort();
}

void PrivateMariadb::Start(Options options) {
  options_ = std::move(options);
  Start();
}

void PrivateMariadb::Kill() { End("kill"); }

void PrivateMariadb::Stop() { End("stop"); }

void PrivateMariadb::End(const char* verb) {
  if (process_ == nullptr)
    Fail(absl::StrCat(verb, " of a server that is not ours or does not run"));
  const Finished ended = Script({verb, folder_});
  if (!ended.Succeeded()) Fail(absl::StrCat(verb, ": ", ended.ToString()));
  if (!process_->Wait(kPatience)) Fail("run goes on without its server");
  process_ = nullptr;
}

bool PrivateMariadb::IsMysql() {
  const char* database = std::getenv("COALITION_TEST_DATABASE");
  return database != nullptr && std::string_view(database) == "mysql";
}

std::string PrivateMariadb::address(std::string_view database) const {
  return absl::StrCat("mysql://coalition@127.0.0.1:", port_, "/", std::string(database),
                      "?password_file=", folder_, "/password");
}

std::string PrivateMariadb::FreshDatabase() {
  const std::string name = NewName();
  const auto made = Query("", absl::StrCat("CREATE DATABASE ", name));
  if (!made.ok()) Fail(std::string(made.status().message()));
  databases_.push_back(name);
  return address(name);
}

std::string PrivateMariadb::DatabaseOf(std::string_view address) {
  address = address.substr(0, address.find('?'));
  return std::string(address.substr(address.rfind('/') + 1));
}

absl::StatusOr<std::string> PrivateMariadb::Query(const std::string& database,
                                                  const std::string& statements) {
  const Finished asked = Script({"sql", folder_, "--database=" + database, statements});
  if (!asked.Succeeded()) return absl::UnknownError(asked.ToString());
  return std::string(absl::StripAsciiWhitespace(asked.out));
}

void PrivateMariadb::RunAsRoot(const std::string& statements) {
  const Finished done = Script({"sql", folder_, "--root", statements});
  if (!done.Succeeded()) Fail(absl::StrCat(statements, ": ", done.ToString()));
}

Finished PrivateMariadb::Script(const std::vector<std::string>& arguments) const {
  return RunProgram(kScript, arguments, kPatience);
}

void PrivateMariadb::ReadPort() {
  const std::string port = ReadFileOrEmpty(folder_ + "/port");
  if (!absl::SimpleAtoi(absl::StripAsciiWhitespace(port), &port_)) Fail("no port in " + folder_);
}

}  // namespace coalition::testing_processes
