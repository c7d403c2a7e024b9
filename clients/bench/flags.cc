#include "clients/bench/flags.h"

#include <algorithm>
#include <charconv>

namespace coalition::bench {
namespace {

constexpr int kCpuMax = 1'023;
constexpr std::int64_t kMembersMax = 100'000'000;
constexpr int kPartnersMax = 100;
// Of coalitiond.
constexpr int kLanesMax = 64;
constexpr int kInFlightMax = 4'096;
constexpr int kBatchItemsMax = 10'000;

std::optional<int> ParseCpu(std::string_view text) {
  int cpu = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), cpu);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  if (cpu < 0 || cpu > kCpuMax) return std::nullopt;
  return cpu;
}

}  // namespace

std::optional<std::vector<int>> ParseCpus(std::string_view list) {
  std::vector<int> cpus;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view range = list.substr(begin, end - begin);
    const std::size_t dash = range.find('-');
    const auto first = ParseCpu(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : ParseCpu(range.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
    begin = end + 1;
  }
  return cpus;
}

CLI::Option* AddCpusFlag(CLI::App& app, const std::string& name, std::vector<int>& cpus,
                         const std::string& description) {
  return app
      .add_option_function<std::string>(
          name,
          [&cpus, name](const std::string& list) {
            const auto parsed = ParseCpus(list);
            if (!parsed) throw CLI::ValidationError(name, "must be a list such as 0,2-3");
            cpus = *parsed;
          },
          description)
      ->type_name("LIST");
}

void AddBatchSizeFlag(CLI::App& app, LoadOptions& load) {
  app.add_option("--batch-size", load.batch_size, "Events of a batch")
      ->check(CLI::Range(1, kBatchItemsMax))
      ->capture_default_str();
}

void AddInFlightFlag(CLI::App& app, LoadOptions& load) {
  app.add_option("--in-flight", load.in_flight,
                 "Calls on their way at one time; of streams, items without an answer")
      ->check(CLI::Range(1, kInFlightMax))
      ->capture_default_str();
}

void AddEventFlags(CLI::App& app, LoadOptions& load) {
  AddChoice<Work>(app, "--work", load.events.work,
                  {{"earn", Work::kEarn},
                   {"burn", Work::kBurn},
                   {"authorize_capture", Work::kAuthorizeCapture},
                   {"reverse", Work::kReverse},
                   {"mix", Work::kMix}},
                  "What is posted");
  AddChoice<EarnBy>(app, "--earn-by", load.earn_by,
                    {{"partner_points", EarnBy::kPartnerPoints}, {"purchase", EarnBy::kPurchase}},
                    "The measure of earns");
  app.add_option("--repeat-percent", load.events.repeat_percent,
                 "Of all events, those that were acknowledged before and are sent once more")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  AddChoice<IdKind>(app, "--ids", load.events.ids,
                    {{"uuidv7", IdKind::kTimeOrdered}, {"random", IdKind::kRandom}}, "Request ids");
}

std::string Contradiction(const ServerOptions& server, const PopulationOptions& population) {
  if (population.members < population.partners) return "--members: each partner needs one";
  if (server.addresses.empty()) return std::string();
  if (server.operator_key_file.empty()) return "--server needs --operator-key-file";
  if (server.lanes > 0) return "--lanes is for the network of a server that is started";
  return std::string();
}

void AddServerFlags(CLI::App& app, ServerOptions& options) {
  auto* group = app.add_option_group("The server");
  group
      ->add_option("--server", options.addresses,
                   "HOST:PORT of a running server; may be repeated, or be a list with commas, for "
                   "servers of one database, over which the load is spread. Without it a "
                   "coalitiond is started, with a temporary folder, and ended")
      ->delimiter(',')
      ->allow_extra_args(false);
  group->add_option("--operator-key-file", options.operator_key_file,
                    "File with the operator's API key of a running server");
  group
      ->add_option("--server-pid", options.pids,
                   "Of a running server: tells what CPU time it takes; of several, that of all")
      ->delimiter(',')
      ->allow_extra_args(false);
  group->add_option("--coalitiond", options.coalitiond,
                    "The server to start; default $COALITIOND, or the one beside this program");
  group->add_option("--store", options.store,
                    "The store of the server that is started, such as memory: or "
                    "mysql://USER@HOST/DATABASE?password_file=FILE, a database with nothing in it; "
                    "default SQLite in its folder");
  group
      ->add_option("--lanes", options.lanes,
                   "Of the network that it makes, in a database; 0: as many as it makes by itself")
      ->check(CLI::Range(0, kLanesMax))
      ->capture_default_str();
  group->add_option("--server-flag", options.flags,
                    "A flag for the server that is started; may be repeated");
  group->add_option("--folder", options.folder, "Where the temporary folder is made");
  AddCpusFlag(*group, "--server-cpus", options.cpus, "Cores for the server that is started");
}

void AddPopulationFlags(CLI::App& app, PopulationOptions& options) {
  auto* group = app.add_option_group("Partners and members");
  group->add_option("--members", options.members, "Members of all partners together")
      ->check(CLI::Range(std::int64_t{1}, kMembersMax))
      ->capture_default_str();
  group->add_option("--partners", options.partners, "Partners")
      ->check(CLI::Range(1, kPartnersMax))
      ->capture_default_str();
  AddChoice<Spread>(*group, "--spread", options.spread,
                    {{"uniform", Spread::kUniform},
                     {"zipf", Spread::kZipf},
                     {"one_hot_partner", Spread::kOneHotPartner}},
                    "How traffic falls on them");
}

}  // namespace coalition::bench
