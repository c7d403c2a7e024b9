#ifndef COALITION_CLIENTS_BENCH_COMPARE_READING_H_
#define COALITION_CLIENTS_BENCH_COMPARE_READING_H_

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace coalition::bench::compare {

// What is measured, by name. Throughput is in events: calls, items of batches, transactions of
// pgbench, writes to the disk.
//
// Unary echo calls, at the in-flight count that is best for them.
inline constexpr char kEcho[] = "echo";
// Unary echo calls, open loop, at the rate of kUnaryAtHalf.
inline constexpr char kEchoAtHalf[] = "echo_at_half";
// TPC-B by pgbench, at the client count that is best for it.
inline constexpr char kPgbench[] = "pgbench";
// On an empty ledger: unary earns at the in-flight count that is best for them; open loop at half
// of what that gave when it was searched for; and one at a time.
inline constexpr char kUnaryEarn[] = "unary_earn";
inline constexpr char kUnaryAtHalf[] = "unary_at_half";
inline constexpr char kUnaryLonely[] = "unary_lonely";
// On an empty ledger: batches of earns, members drawn uniformly; of the mix; of earns of which
// 90 % are one partner's.
inline constexpr char kBatchEarn[] = "batch_earn";
inline constexpr char kBatchMix[] = "batch_mix";
inline constexpr char kBatchHotPartner[] = "batch_hot_partner";
// On an empty ledger in MariaDB: unary earns; batches of earns; and these with two servers on one
// database; each with as many calls in flight as are best for it.
inline constexpr char kMysqlUnaryEarn[] = "mysql_unary_earn";
inline constexpr char kMysqlBatchEarn[] = "mysql_batch_earn";
inline constexpr char kMysqlTwoServers[] = "mysql_two_servers";
// The same as kBatchEarn on a ledger that holds millions of transactions and members.
inline constexpr char kGrownBatchEarn[] = "grown_batch_earn";
// A page written, and fdatasync: over a file whose blocks were written before; at a file's end.
inline constexpr char kSyncOverwrite[] = "fdatasync_overwrite";
inline constexpr char kSyncAppend[] = "fdatasync_append";

// All of them, in the order of a round: what is divided by each other stands close together.
inline constexpr std::array<const char*, 15> kMeasurementOrder = {
    kEcho,        kUnaryEarn,      kMysqlUnaryEarn,  kPgbench,  kMysqlBatchEarn, kMysqlTwoServers,
    kBatchEarn,   kGrownBatchEarn, kBatchHotPartner, kBatchMix, kEchoAtHalf,     kUnaryAtHalf,
    kUnaryLonely, kSyncOverwrite,  kSyncAppend};

// What one measurement gave.
struct Reading {
  double per_second = 0;
  // Of calls: of a whole batch where there are batches.
  std::optional<double> p50_us;
  std::optional<double> p99_us;
  std::optional<double> max_us;
  // User and system time for each event. What is not known is absent.
  std::optional<double> client_cpu_us;
  std::optional<double> server_cpu_us;
  std::optional<double> database_cpu_us;
  // Cores that were busy, on average, with what this program did not start.
  double others_cores = 0;
  // What a reader of the figures must know, such as a rate that was not reached. Mostly empty.
  std::string note;
};

// By the measurement's name.
using Round = std::map<std::string, Reading>;

struct Measurement {
  // One of kMeasurementOrder.
  std::string name;
  // Blocks for as long as it takes.
  std::function<absl::StatusOr<Reading>()> measure;
};

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_READING_H_
