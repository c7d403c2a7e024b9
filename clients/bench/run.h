#ifndef COALITION_CLIENTS_BENCH_RUN_H_
#define COALITION_CLIENTS_BENCH_RUN_H_

namespace coalition::bench {

// `coalition_bench run`: one load on one server, which it starts when it is not told of one.
// `argv[0]` is the subcommand's name. Blocks until all is measured and what it started has ended.
// Takes over SIGINT, SIGTERM and SIGHUP while it runs: call it from the main thread, before others
// are started. Returns the exit code.
int RunMain(int argc, char** argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_RUN_H_
