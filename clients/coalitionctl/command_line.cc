#include "clients/coalitionctl/command_line.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/coalitionctl/pages.h"
#include "clients/coalitionctl/schema_docs.h"
#include "clients/coalitionctl/table.h"

namespace coalition::ctl {
namespace {

using Form = RequestFlag::Form;

constexpr size_t kCommandColumn = 28;
constexpr size_t kFlagColumn = 44;
constexpr size_t kTextColumn = 72;
constexpr int kTimeoutMaxS = 86'400;
constexpr int64_t kRowsMax = 10'000'000;

constexpr char kDescription[] =
    "The command line of the Coalition clearing house, for its operator and its partners.";

constexpr char kFooter[] =
    R"(Global flags may stand before or after the command. COMMAND --help lists a command's own flags.

Values
  Money GBP:12.50   Ratio 2:3   Timestamp 2026-11-21T10:00:00Z   Identifier [partner/]kind:value
  MemberRef: a member id or an identifier. Any message may also be given as JSON text.
  A flag for a repeated field may be given again; --F-file reads such a field F from JSON lines.
  A request_id that is not given is generated. Items of a batch must bring their own, because a
  file is easily sent twice.

A whole ledger
  export and import are those of coalitiond, beside its store: export --help, import --help.

Streams
  A call that answers a stream prints each message as it comes, with --json one per line, until the
  server or Ctrl-C ends it; no timeout does. Then stderr says which --resume-token goes on after the
  last message.

Exit codes
  0  done, or ended by Ctrl-C
  1  the call failed, the ledger did not verify, or an item of a batch failed
  2  the command line or a file that it names is wrong; nothing was sent
  3  no connection, UNAVAILABLE or DEADLINE_EXCEEDED: repeat with the same --request-id

Calls that take a stream are not offered: )";

// Shows a command's whole comment, where the list of commands has a summary.
class CommandHelp : public CLI::Formatter {
 public:
  explicit CommandHelp(const std::string& comment)
      : comment_(Wrap(comment, kFlagColumn + kTextColumn)) {
    column_width(kFlagColumn);
  }

  std::string make_description(const CLI::App*) const override { return comment_ + "\n\n"; }

 private:
  const std::string comment_;
};

// What a command's options write to while the line is parsed.
struct Command {
  Method method;
  CLI::App* app = nullptr;
  std::vector<RequestFlag> flags;
  // By position in `flags`.
  std::map<size_t, std::vector<std::string>> values;
};

std::string FlagText(const RequestFlag& flag) {
  if (flag.form == Form::kJsonLines) {
    return absl::StrCat("JSON lines, one ", flag.field().message_type()->name(), " each.");
  }
  if (flag.form == Form::kUnits) return "The same in units, to six decimals.";
  if (flag.name == "request-id") return "Generated when absent: a UUIDv7.";
  return CommentOf(flag.field());
}

void AddRequestFlag(size_t position, Command* command) {
  const RequestFlag& flag = command->flags[position];
  std::vector<std::string>* values = &command->values[position];
  CLI::Option* option = command->app->add_option(
      "--" + flag.name,
      [values](const CLI::results_t& results) {
        *values = results;
        return true;
      },
      Wrap(FlagText(flag), kTextColumn));
  option->type_name(PlaceholderOf(flag))->group("Request");
  option->expected(flag.is_bool() ? 0 : 1, 1)->allow_extra_args(false);
  if (flag.repeatable()) option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void AddPageFlags(const Command& command, Invocation* invocation) {
  if (!IsPaged(*command.method.descriptor)) return;
  CLI::App& app = *command.app;
  app.add_flag("--all", invocation->all_pages, "All pages.")->group("Pages");
  app.add_option("--max-rows", invocation->rows_max,
                 "With --all: stop after the page that reaches it.")
      ->check(CLI::Range(int64_t{1}, kRowsMax))
      ->capture_default_str()
      ->type_name("N")
      ->group("Pages");
}

void AddCommand(Command* command, Invocation* invocation, CLI::App* app) {
  const google::protobuf::MethodDescriptor& method = *command->method.descriptor;
  const std::string comment = CommentOf(method);
  command->app = app->add_subcommand(command->method.command, Wrap(Summary(comment), kTextColumn));
  command->app->group(method.service()->name());
  command->app->formatter(std::make_shared<CommandHelp>(comment));
  command->app->footer("Global flags, value forms and exit codes: coalitionctl --help");
  command->flags = RequestFlagsOf(*method.input_type());
  for (size_t i = 0; i < command->flags.size(); ++i) AddRequestFlag(i, command);
  command->app
      ->add_option("--request-json", invocation->request_json_file,
                   "The request as JSON, to which the other flags are applied.")
      ->type_name("FILE|-")
      ->group("Request");
  AddPageFlags(*command, invocation);
}

void AddGlobalFlags(Invocation* invocation, CLI::App* app) {
  app->add_option("--server", invocation->server, "Where the server listens.")
      ->type_name("HOST:PORT")
      ->envname("COALITION_SERVER")
      ->required();
  app->add_option("--key-file", invocation->key_file, "A file that holds the API key.")
      ->type_name("FILE")
      ->envname("COALITION_KEY_FILE")
      ->required();
  app->add_flag("--json", invocation->json, "Print the response as JSON.");
  app->add_option("--timeout-s", invocation->timeout_s, "How long one call may take, in seconds.")
      ->check(CLI::Range(1, kTimeoutMaxS))
      ->capture_default_str()
      ->type_name("N");
  app->set_version_flag("--version", "coalitionctl " COALITION_VERSION);
}

// CLI11 takes the argument after `--flag=` for the value; two arguments say that it is empty.
// It also takes arguments from the back.
std::vector<std::string> ForCli11(const std::vector<std::string>& arguments) {
  std::vector<std::string> split;
  for (const std::string& argument : arguments) {
    const bool empty_value = absl::StartsWith(argument, "--") && absl::EndsWith(argument, "=") &&
                             argument.find('=') == argument.size() - 1;
    split.push_back(empty_value ? argument.substr(0, argument.size() - 1) : argument);
    if (empty_value) split.emplace_back();
  }
  std::reverse(split.begin(), split.end());
  return split;
}

void TakeFlags(const Command& command, Invocation* invocation) {
  invocation->method = command.method;
  for (const auto& [position, texts] : command.values) {
    for (const std::string& text : texts) {
      const RequestFlag& flag = command.flags[position];
      const bool bare = text.empty() && flag.is_bool();
      invocation->flags.push_back({flag, bare ? "true" : text});
    }
  }
}

// CLI11 reports a mistyped command as a missing one.
std::string Complaint(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining();
  if (!app.get_subcommands().empty() || unknown.empty()) return error.what();
  return absl::StrCat("unknown: ", absl::StrJoin(unknown, " "));
}

ExitCode Answer(const CLI::App& app, const CLI::ParseError& error, std::ostream& out,
                std::ostream& err) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    app.exit(error, out, err);
    return ExitCode::kOk;
  }
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
  err << "coalitionctl: " << Complaint(app, error) << "\nSee coalitionctl " << command
      << "--help\n";
  return ExitCode::kUsage;
}

}  // namespace

std::variant<Invocation, ExitCode> ParseCommandLine(const std::vector<std::string>& arguments,
                                                    std::ostream& out, std::ostream& err) {
  Invocation invocation;
  CLI::App app(kDescription, "coalitionctl");
  app.fallthrough();
  app.require_subcommand(1);
  app.get_formatter()->column_width(kCommandColumn);
  app.footer(absl::StrCat(kFooter, absl::StrJoin(OmittedMethodNames(), ", "), "."));
  AddGlobalFlags(&invocation, &app);

  std::vector<std::unique_ptr<Command>> commands;
  for (const Method& method : Methods()) {
    commands.push_back(std::make_unique<Command>(Command{method, nullptr, {}, {}}));
    AddCommand(commands.back().get(), &invocation, &app);
  }
  try {
    app.parse(ForCli11(arguments));
  } catch (const CLI::ParseError& error) {
    return Answer(app, error, out, err);
  }
  for (const auto& command : commands) {
    if (command->app->parsed()) TakeFlags(*command, &invocation);
  }
  return invocation;
}

}  // namespace coalition::ctl
