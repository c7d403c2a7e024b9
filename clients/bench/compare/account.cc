#include "clients/bench/compare/account.h"

#include <cerrno>
#include <cstring>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace coalition::bench::compare {
namespace {

constexpr int kGroupsMax = 256;

}  // namespace

std::optional<Account> FindAccount(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) return std::nullopt;
  Account account{name, entry->pw_uid, entry->pw_gid, std::vector<gid_t>(kGroupsMax)};
  int count = kGroupsMax;
  if (getgrouplist(name.c_str(), account.group, account.groups.data(), &count) < 0) {
    return std::nullopt;
  }
  account.groups.resize(static_cast<std::size_t>(count));
  return account;
}

absl::Status GiveTo(const Account& account, const std::string& path) {
  if (chown(path.c_str(), account.user, account.group) == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("cannot give ", path, " to ", account.name, ": ", std::strerror(errno)));
}

}  // namespace coalition::bench::compare
