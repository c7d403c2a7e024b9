#ifndef COALITION_CLIENTS_BENCH_ECHO_SERVER_H_
#define COALITION_CLIENTS_BENCH_ECHO_SERVER_H_

namespace coalition::bench {

// `coalition_bench echo-server`: a gRPC server that does nothing but answer, see echo.proto: what
// any ledger behind gRPC pays at least. `argv[0]` is the subcommand's name. Blocks until SIGTERM,
// SIGINT or SIGHUP, which it takes over: call it from the main thread, before others are started.
// Returns the exit code.
int EchoServerMain(int argc, char** argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_ECHO_SERVER_H_
