#include "clients/bench/compare/mariadb_server.h"

#include <array>
#include <chrono>
#include <cstdlib>

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/bench/compare/machine.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::seconds;

// Debian's, unless a folder is named.
constexpr std::array<const char*, 2> kFolders = {"/usr/bin", "/usr/sbin"};
constexpr std::array<const char*, 2> kAccounts = {"mysql", "nobody"};

constexpr seconds kInstallPatience(120);
constexpr seconds kQueryPatience(120);
constexpr seconds kServesWithin(60);
// More than all measurements write: it never has to write pages back for want of room.
constexpr int kRedoLogMb = 4096;
constexpr std::size_t kSocketPathBytesMax = sizeof(sockaddr_un::sun_path) - 1;

// Empty when there is none.
std::string FindProgram(const std::string& name, const std::string& folder) {
  for (const char* usual : kFolders) {
    std::string path = absl::StrCat(folder.empty() ? usual : folder, "/", name);
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return std::string();
}

// The caller's settings must not reach a server of ours: these are the passwords of its clients.
void ForgetPasswords() {
  for (const char* variable : {"MYSQL_PWD", "COALITION_MYSQL_PASSWORD"}) unsetenv(variable);
}

std::string PercentEncoded(absl::string_view text) {
  std::string encoded;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (absl::ascii_isalnum(value) || byte == '/' || byte == '-' || byte == '_' || byte == '.') {
      encoded += byte;
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", value);
    }
  }
  return encoded;
}

}  // namespace

absl::StatusOr<MariadbPrograms> FindMariadb(const Options& options) {
  MariadbPrograms programs;
  const std::array<std::pair<const char*, std::string*>, 3> wanted = {
      {{"mariadbd", &programs.server},
       {"mariadb-install-db", &programs.installer},
       {"mariadb", &programs.client}}};
  for (const auto& [name, path] : wanted) {
    *path = FindProgram(name, options.mariadb_bin);
    if (!path->empty()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("there is no ", name, " in ",
                     options.mariadb_bin.empty() ? absl::StrCat(kFolders[0], " or ", kFolders[1])
                                                 : options.mariadb_bin,
                     "; deploy/packages.sh bench installs MariaDB"));
  }
  if (geteuid() != 0) return programs;
  for (const char* name : kAccounts) {
    programs.account = FindAccount(name);
    if (programs.account) return programs;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("MariaDB does not run as root, and there is no account ", kAccounts[0], " or ",
                   kAccounts[1]));
}

std::string AddressOnSocket(absl::string_view socket, absl::string_view database) {
  return absl::StrCat("mysql://root@/", database, "?socket=", PercentEncoded(socket));
}

absl::StatusOr<std::unique_ptr<MariadbServer>> MariadbServer::Start(
    const Surroundings& surroundings, MariadbPrograms programs) {
  ForgetPasswords();
  std::unique_ptr<MariadbServer> server(new MariadbServer(surroundings, std::move(programs)));
  using Step = absl::Status (MariadbServer::*)();
  for (const Step step : {&MariadbServer::MakeFolder, &MariadbServer::MakeData,
                          &MariadbServer::StartProcess, &MariadbServer::WaitUntilItServes}) {
    if (absl::Status done = (server.get()->*step)(); !done.ok()) return done;
  }
  return server;
}

absl::Status MariadbServer::MakeFolder() {
  if (Socket().size() > kSocketPathBytesMax) {
    return absl::FailedPreconditionError(
        absl::StrCat(Socket(), " is too long for a socket; --folder names a shorter one"));
  }
  if (mkdir(Folder().c_str(), 0700) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot make ", Folder()));
  }
  return programs_.account ? GiveTo(*programs_.account, Folder()) : absl::OkStatus();
}

// Nothing is synced: what is made here is of no value yet.
absl::Status MariadbServer::MakeData() {
  const Launch launch =
      As(programs_.installer,
         {"--no-defaults", "--datadir=" + Folder() + "/data", "--tmpdir=" + Folder(), "--force",
          "--skip-test-db", "--skip-name-resolve", "--auth-root-authentication-method=normal",
          "--innodb-flush-log-at-trx-commit=0", "--loose-innodb-flush-method=nosync",
          "--loose-debug-no-sync"});
  return RunToEnd("mariadb-install-db", surroundings_.folder.path(), launch,
                  surroundings_.interruption, kInstallPatience)
      .status();
}

absl::Status MariadbServer::StartProcess() {
  // No listener on TCP: root has no password, and the socket's folder is the guard.
  Launch launch =
      As(programs_.server,
         {"--no-defaults", "--datadir=" + Folder() + "/data", "--tmpdir=" + Folder(),
          "--socket=" + Socket(), "--pid-file=" + Folder() + "/pid", "--skip-networking",
          "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
          "--innodb-flush-log-at-trx-commit=1", "--innodb-doublewrite=ON",
          absl::StrCat("--innodb-buffer-pool-size=", DatabaseMemoryMb(), "M"),
          absl::StrCat("--innodb-log-file-size=", kRedoLogMb, "M")});
  // At once: nothing of it is kept.
  launch.end_signal = SIGKILL;
  auto process = ChildProcess::Start("mariadb", surroundings_.folder.path(), launch);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return absl::OkStatus();
}

absl::Status MariadbServer::WaitUntilItServes() {
  return WaitForAnswer(
      *process_, [this] { return Query("SELECT 1").status(); }, surroundings_.interruption,
      kServesWithin);
}

Launch MariadbServer::As(const std::string& program, std::vector<std::string> arguments) const {
  Launch launch;
  launch.program = program;
  launch.account = programs_.account;
  launch.arguments = std::move(arguments);
  return launch;
}

absl::StatusOr<std::string> MariadbServer::Query(const std::string& sql) {
  const auto asked =
      RunToEnd("mariadb-client", surroundings_.folder.path(),
               As(programs_.client, {"--no-defaults", "--user=root", "--socket=" + Socket(),
                                     "--batch", "--skip-column-names", "--execute=" + sql}),
               surroundings_.interruption, kQueryPatience);
  if (!asked.ok()) return asked.status();
  return std::string(absl::StripAsciiWhitespace(asked->out));
}

absl::StatusOr<std::string> MariadbServer::MakeDatabase(const std::string& name) {
  if (const auto made = Query("CREATE DATABASE " + name); !made.ok()) return made.status();
  return AddressOnSocket(Socket(), name);
}

absl::Status MariadbServer::DropDatabase(const std::string& name) {
  return Query("DROP DATABASE " + name).status();
}

absl::StatusOr<std::string> MariadbServer::Settings() {
  return Query(
      "SELECT GROUP_CONCAT(LOWER(VARIABLE_NAME), '=', VARIABLE_VALUE ORDER BY VARIABLE_NAME "
      "SEPARATOR ' ') FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME IN ('version', "
      "'innodb_flush_log_at_trx_commit', 'innodb_doublewrite', 'innodb_flush_method', "
      "'innodb_buffer_pool_size', 'innodb_log_file_size', 'log_bin')");
}

}  // namespace coalition::bench::compare
