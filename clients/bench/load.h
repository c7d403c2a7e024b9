#ifndef COALITION_CLIENTS_BENCH_LOAD_H_
#define COALITION_CLIENTS_BENCH_LOAD_H_

namespace coalition::bench {

// `coalition_bench load`: fills a ledger up to some number of members and transactions, and reports
// as it grows. `argv[0]` is the subcommand's name. As RunMain for the rest.
int LoadMain(int argc, char** argv);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_LOAD_H_
