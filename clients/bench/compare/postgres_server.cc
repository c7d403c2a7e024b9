#include "clients/bench/compare/postgres_server.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "clients/bench/compare/machine.h"

namespace coalition::bench::compare {
namespace {

using std::chrono::seconds;

constexpr char kDebianRoot[] = "/usr/lib/postgresql";
constexpr char kUser[] = "postgres";
constexpr char kDatabase[] = "postgres";
constexpr std::array<const char*, 4> kPrograms = {"postgres", "initdb", "psql", "pgbench"};

constexpr seconds kInitPatience(120);
constexpr seconds kQueryPatience(120);
constexpr seconds kServesWithin(60);

bool HasAllPrograms(const std::string& folder) {
  return std::all_of(kPrograms.begin(), kPrograms.end(), [&](const char* program) {
    return access((folder + "/" + program).c_str(), X_OK) == 0;
  });
}

// The caller's settings (PGHOST, PGOPTIONS, …) must not reach a server of ours.
void ForgetPostgresVariables() {
  std::vector<std::string> names;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const absl::string_view text = *variable;
    if (absl::StartsWith(text, "PG")) names.emplace_back(text.substr(0, text.find('=')));
  }
  for (const std::string& name : names) unsetenv(name.c_str());
}

}  // namespace

std::string NewestPostgresFolder(const std::string& root) {
  std::string newest;
  double newest_version = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    double version = 0;
    const std::string folder = entry->path() / "bin";
    if (!absl::SimpleAtod(entry->path().filename().string(), &version)) continue;
    if (version <= newest_version || !HasAllPrograms(folder)) continue;
    newest = folder;
    newest_version = version;
  }
  return newest;
}

absl::StatusOr<PostgresPrograms> FindPostgres(const Options& options) {
  PostgresPrograms programs;
  programs.folder = options.postgres_bin.empty()
                        ? NewestPostgresFolder(kDebianRoot)
                        : std::filesystem::absolute(options.postgres_bin).string();
  if (programs.folder.empty() || !HasAllPrograms(programs.folder)) {
    return absl::FailedPreconditionError(absl::StrCat(
        programs.folder.empty() ? absl::StrCat(kDebianRoot, "/*/bin") : programs.folder,
        " does not have ", absl::StrJoin(kPrograms, ", "),
        "; deploy/packages.sh bench installs PostgreSQL"));
  }
  if (geteuid() != 0) return programs;
  programs.account = FindAccount(kUser);
  if (programs.account) return programs;
  return absl::FailedPreconditionError(
      absl::StrCat("PostgreSQL does not run as root, and there is no account ", kUser));
}

absl::StatusOr<std::unique_ptr<PostgresServer>> PostgresServer::Start(
    const Surroundings& surroundings, PostgresPrograms programs) {
  ForgetPostgresVariables();
  std::unique_ptr<PostgresServer> server(new PostgresServer(surroundings, std::move(programs)));
  if (absl::Status made = server->MakeCluster(); !made.ok()) return made;
  if (absl::Status started = server->StartProcess(); !started.ok()) return started;
  if (absl::Status serves = server->WaitUntilItServes(); !serves.ok()) return serves;
  return server;
}

absl::Status PostgresServer::MakeCluster() {
  if (mkdir(Folder().c_str(), 0700) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot make ", Folder()));
  }
  if (programs_.account) {
    if (absl::Status given = GiveTo(*programs_.account, Folder()); !given.ok()) return given;
  }
  Launch launch;
  launch.program = programs_.Path("initdb");
  launch.account = programs_.account;
  launch.arguments = {"--pgdata=" + Folder() + "/data", absl::StrCat("--username=", kUser),
                      "--auth=trust", "--encoding=UTF8", "--locale=C"};
  return RunToEnd("initdb", surroundings_.folder.path(), launch, surroundings_.interruption,
                  kInitPatience)
      .status();
}

absl::Status PostgresServer::StartProcess() {
  Launch launch;
  launch.program = programs_.Path("postgres");
  launch.account = programs_.account;
  // No listener on TCP: with trust for authentication the socket's folder is the guard. The log is
  // so roomy that no checkpoint comes, and autovacuum is off, both to pgbench's advantage: no page
  // has to be logged whole, pgbench vacuums its small tables itself, and the server is at rest
  // between runs.
  launch.arguments = {"-D", Folder() + "/data",
                      "-c", "listen_addresses=",
                      "-c", "unix_socket_directories=" + Folder(),
                      "-c", absl::StrCat("shared_buffers=", DatabaseMemoryMb(), "MB"),
                      "-c", "max_wal_size=16GB",
                      "-c", "checkpoint_timeout=1d",
                      "-c", "autovacuum=off"};
  // An immediate shutdown: nothing of it is kept.
  launch.end_signal = SIGQUIT;
  auto process = ChildProcess::Start("postgres", surroundings_.folder.path(), launch);
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  return absl::OkStatus();
}

absl::Status PostgresServer::WaitUntilItServes() {
  return WaitForAnswer(
      *process_, [this] { return Query("SELECT 1").status(); }, surroundings_.interruption,
      kServesWithin);
}

Launch PostgresServer::Client(const std::string& program,
                              std::vector<std::string> arguments) const {
  Launch launch;
  launch.program = programs_.Path(program);
  launch.account = programs_.account;
  launch.arguments = {"-h", Folder(), "-U", kUser};
  launch.arguments.insert(launch.arguments.end(), arguments.begin(), arguments.end());
  return launch;
}

absl::StatusOr<Finished> PostgresServer::Pgbench(std::vector<std::string> arguments,
                                                 std::chrono::milliseconds patience) {
  arguments.push_back(kDatabase);
  return RunToEnd("pgbench", surroundings_.folder.path(), Client("pgbench", std::move(arguments)),
                  surroundings_.interruption, patience);
}

absl::StatusOr<std::string> PostgresServer::Query(const std::string& sql) {
  const auto asked = RunToEnd("psql", surroundings_.folder.path(),
                              Client("psql", {"-X", "-A", "-t", "-c", sql, kDatabase}),
                              surroundings_.interruption, kQueryPatience);
  if (!asked.ok()) return asked.status();
  return std::string(absl::StripAsciiWhitespace(asked->out));
}

absl::StatusOr<std::string> PostgresServer::Settings() {
  return Query(
      "SELECT string_agg(name || '=' || current_setting(name), ' ' ORDER BY name) FROM pg_settings "
      "WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', "
      "'wal_sync_method', 'shared_buffers', 'max_wal_size', 'autovacuum')");
}

}  // namespace coalition::bench::compare
