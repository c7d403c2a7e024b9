#ifndef COALITION_CLIENTS_BENCH_COMPARE_ACCOUNT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_ACCOUNT_H_

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "absl/status/status.h"

namespace coalition::bench::compare {

// Somebody a program can run as.
struct Account {
  std::string name;
  uid_t user = 0;
  gid_t group = 0;
  // All of its groups.
  std::vector<gid_t> groups;
};

// Absent when this machine does not know the name.
std::optional<Account> FindAccount(const std::string& name);

// Gives a file or folder to the account. Only root may.
absl::Status GiveTo(const Account& account, const std::string& path);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_ACCOUNT_H_
