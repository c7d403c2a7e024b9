#ifndef COALITION_CLIENTS_BENCH_COMPARE_COMPARE_H_
#define COALITION_CLIENTS_BENCH_COMPARE_COMPARE_H_

namespace coalition::bench {

// `coalition_bench compare`: what the ledger costs beside what it stands on. Starts a bare gRPC
// echo server, a private PostgreSQL with pgbench, a coalitiond whose ledger is small and one whose
// ledger is grown; measures them in interleaved rounds on the same cores; prints the ratios. The
// measuring itself is done by this same binary, started as `run`, `load` and `echo-server`.
//
// `argv[0]` is the subcommand's name, "compare", and flags follow. Blocks until all is measured and
// everything that it started has ended and is deleted; that holds after SIGINT, SIGTERM and
// failures too. Takes over SIGINT, SIGTERM and SIGHUP of the process while it runs: call it from
// the main thread, once, before any other thread is started.
//
// Returns the exit code: 0 when every ratio that was measured reaches its floor, 3 when one does
// not, 1 on a failure or when no ratio could be measured, 2 on wrong flags.
int CompareMain(int argc, char** argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_COMPARE_COMPARE_H_
