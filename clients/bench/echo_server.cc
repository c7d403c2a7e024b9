#include "clients/bench/echo_server.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <variant>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/server_callback.h"

#include "clients/bench/compare/interruption.h"
#include "clients/bench/cpu_affinity.h"
#include "clients/bench/flags.h"
#include "echo.grpc.pb.h"

namespace coalition::bench {
namespace {

constexpr std::int32_t kPayloadBytesMax = 1 << 20;

struct EchoServerOptions {
  std::string listen = "127.0.0.1:0";
  std::string port_file;
  std::vector<int> cpus;
};

class EchoNothing final : public EchoService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const std::int32_t bytes = request->response_payload_bytes();
    if (bytes < 0 || bytes > kPayloadBytesMax) {
      reactor->Finish({grpc::StatusCode::INVALID_ARGUMENT, "response_payload_bytes"});
      return reactor;
    }
    response->mutable_payload()->assign(static_cast<std::size_t>(bytes), 'x');
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

std::variant<EchoServerOptions, int> ParseEchoServerCommandLine(int argc, char** argv) {
  EchoServerOptions options;
  CLI::App app{"A bare gRPC server for `coalition_bench run --target=echo`; ends on SIGTERM.",
               "coalition_bench echo-server"};
  app.add_option("--listen", options.listen, "HOST:PORT to serve on; port 0 takes a free one")
      ->capture_default_str();
  app.add_option("--port-file", options.port_file, "Write the port here once it serves")
      ->required();
  AddCpusFlag(app, "--cpus", options.cpus, "Cores for the server");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageExitCode;
  }
  return options;
}

// Whoever waits for the file never sees half of it.
bool WriteAtOnce(const std::string& path, const std::string& content) {
  const std::string unfinished = path + ".new";
  std::ofstream file(unfinished);
  file << content;
  file.close();
  return file && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

int Fail(const std::string& problem) {
  std::cerr << "coalition_bench echo-server: " << problem << "\n";
  return EXIT_FAILURE;
}

int Serve(const EchoServerOptions& options, const compare::Interruption& interruption) {
  EchoNothing echo;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&echo);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return Fail("cannot listen on " + options.listen);
  if (!WriteAtOnce(options.port_file, std::to_string(port) + "\n")) {
    return Fail("cannot write " + options.port_file);
  }
  while (!interruption.HappensWithin(std::chrono::hours(1))) {
  }
  server->Shutdown(std::chrono::system_clock::now());
  server->Wait();
  return EXIT_SUCCESS;
}

}  // namespace

int EchoServerMain(int argc, char** argv) {
  const auto parsed = ParseEchoServerCommandLine(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const auto& options = std::get<EchoServerOptions>(parsed);
  const compare::Interruption interruption;
  const CpuAffinity affinity(options.cpus);
  if (!affinity.status().ok()) return Fail(std::string(affinity.status().message()));
  return Serve(options, interruption);
}

}  // namespace coalition::bench
