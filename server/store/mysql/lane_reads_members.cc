// What LaneReads knows of members: their rows, accounts and day totals.
#include "server/domain/check.h"
#include "server/domain/lanes.h"
#include "server/store/mysql/lane_conditions.h"
#include "server/store/mysql/lane_reads.h"
#include "server/store/mysql/rows_of.h"

namespace coalition::store::mysql {
namespace {

void Put(const domain::DayKey& key, const domain::DayTotals& totals, MemberRows& rows) {
  if (!rows.day_totals) return;
  for (auto& [of, known] : *rows.day_totals) {
    if (of == key) {
      known = totals;
      return;
    }
  }
  rows.day_totals->emplace_back(key, totals);
}

// What was on an earlier day counts no more.
void Add(const domain::DayTotals& part, domain::DayTotals& sum) {
  if (part.day < sum.day) return;
  if (part.day > sum.day) sum = {part.day, domain::Points(0), domain::Points(0)};
  sum.earned += part.earned;
  sum.burned += part.burned;
}

template <typename Key>
LaneGroups<Key> ByLane(const absl::flat_hash_set<Key>& keys, int lane_count) {
  LaneGroups<Key> groups;
  for (const Key& key : keys) groups[domain::LaneOf(key, lane_count)].push_back(key);
  return groups;
}

}  // namespace

template <typename Part>
absl::flat_hash_set<domain::MemberId> LaneReads::Unread(
    const absl::flat_hash_set<domain::MemberId>& members, std::optional<Part> MemberRows::*part) {
  absl::flat_hash_set<domain::MemberId> unread;
  for (const domain::MemberId& member : members) {
    const MemberRows* rows = MemoryOf(member).members.Find(member);
    if (rows == nullptr || !(rows->*part)) unread.insert(member);
  }
  return unread;
}

absl::Status LaneReads::LoadMembers(const domain::ReadSet& wanted, domain::LedgerState& state) {
  const auto unread = Unread(wanted.members, &MemberRows::member);
  if (!unread.empty()) {
    SqlText sql(kSelectMembers);
    InGroups(sql, ByLane(unread, lane_.lane_count), "member");
    domain::MemberId id;
    domain::Member member;
    Rows rows = connection_->Query(sql);
    while (rows.Next(id, Body(member))) {
      MemoryOf(id).members.Edit(id, [&](MemberRows& known) { known.member = member; });
    }
    if (!rows.status().ok()) return rows.status();
  }
  for (const domain::MemberId& id : wanted.members) {
    const MemberRows* rows = MemoryOf(id).members.Find(id);
    state.members.try_emplace(id, rows != nullptr ? rows->member : std::nullopt);
  }
  return absl::OkStatus();
}

absl::Status LaneReads::ReadAccountsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  const auto unread = Unread(members, &MemberRows::accounts);
  if (unread.empty()) return absl::OkStatus();
  SqlText sql(kSelectAccounts);
  InGroups(sql, ByLane(unread, lane_.lane_count), "member");
  absl::flat_hash_map<domain::MemberId, MemberAccounts> read;
  for (const domain::MemberId& member : unread) read.try_emplace(member);
  domain::AccountKey key;
  AccountRecord record;
  Rows rows = connection_->Query(sql);
  while (rows.Next(key.member, key.currency, Body(record))) {
    read[key.member].emplace_back(key.currency, record);
  }
  if (!rows.status().ok()) return rows.status();
  for (auto& [member, accounts] : read) {
    MemoryOf(member).members.Edit(member,
                                  [&](MemberRows& known) { known.accounts = std::move(accounts); });
  }
  return absl::OkStatus();
}

const AccountRecord* LaneReads::FindRecord(const domain::AccountKey& key) {
  const MemberRows* rows = MemoryOf(key.member).members.Find(key.member);
  COALITION_CHECK(rows != nullptr && rows->accounts, "of a member that was read");
  for (const auto& [currency, record] : *rows->accounts) {
    if (currency == key.currency) return &record;
  }
  return nullptr;
}

absl::StatusOr<std::vector<AccountRecord>> LaneReads::AccountsAt(
    const std::vector<domain::AccountKey>& keys) {
  absl::flat_hash_set<domain::MemberId> members;
  for (const domain::AccountKey& key : keys) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  std::vector<AccountRecord> records;
  records.reserve(keys.size());
  for (const domain::AccountKey& key : keys) {
    const AccountRecord* record = FindRecord(key);
    records.push_back(record != nullptr ? *record : AccountRecord());
  }
  return records;
}

void LaneReads::PutAccount(const domain::AccountKey& key, AccountRecord record) {
  MemoryOf(key.member).members.Edit(key.member, [&](MemberRows& rows) {
    for (auto& [currency, known] : *rows.accounts) {
      if (currency == key.currency) {
        known = std::move(record);
        return;
      }
    }
    rows.accounts->emplace_back(key.currency, std::move(record));
  });
}

absl::Status LaneReads::LoadAccounts(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::AccountKey& key : wanted.accounts) members.insert(key.member);
  for (const domain::CarryKey& key : wanted.carries) members.insert(key.member);
  if (absl::Status read = ReadAccountsOf(members); !read.ok()) return read;
  const AccountRecord none;
  const auto record_of = [&](const domain::AccountKey& key) -> const AccountRecord& {
    const AccountRecord* record = FindRecord(key);
    return record != nullptr ? *record : none;
  };
  for (const domain::AccountKey& key : wanted.accounts) AddAccount(key, record_of(key), state);
  for (const domain::CarryKey& key : wanted.carries) {
    AddCarries(key, record_of({key.member, key.currency}), state);
  }
  for (const domain::MemberId& member : wanted.whole_members) {
    for (const auto& [currency, record] : *MemoryOf(member).members.Find(member)->accounts) {
      AddWholeAccount({member, currency}, record, state);
    }
  }
  state.whole_members.insert(wanted.whole_members.begin(), wanted.whole_members.end());
  return absl::OkStatus();
}

// Each lane has a part of those of a partner, which are kept as those of kNobody.
absl::Status LaneReads::LoadDayTotals(const domain::ReadSet& wanted, domain::LedgerState& state) {
  absl::flat_hash_set<domain::MemberId> members = wanted.whole_members;
  for (const domain::DayKey& key : wanted.day_totals) members.insert(key.member);
  if (!is_one_lane() && members.erase(kNobody) > 0) {
    absl::Status summed = SumDayTotalsOfPartners(wanted, state);
    if (!summed.ok()) return summed;
  }
  if (absl::Status read = ReadDayTotalsOf(members); !read.ok()) return read;
  for (const domain::MemberId& member : members) {
    const bool is_whole = wanted.whole_members.contains(member);
    for (const auto& [key, totals] : *MemoryOf(member).members.Find(member)->day_totals) {
      if (!is_whole && !wanted.day_totals.contains(key)) continue;
      state.day_totals.try_emplace(key, totals);
    }
  }
  for (const domain::DayKey& none : wanted.day_totals) state.day_totals.try_emplace(none);
  return absl::OkStatus();
}

absl::Status LaneReads::ReadDayTotalsOf(const absl::flat_hash_set<domain::MemberId>& members) {
  auto unread = Unread(members, &MemberRows::day_totals);
  if (unread.empty()) return absl::OkStatus();
  absl::flat_hash_map<domain::MemberId, MemberDayTotals> read;
  for (const domain::MemberId& member : unread) read.try_emplace(member);
  const bool has_partners = unread.erase(kNobody) > 0;
  LaneGroups<domain::MemberId> groups = ByLane(unread, lane_.lane_count);
  if (has_partners) groups[lane_.lane].push_back(kNobody);
  SqlText sql(kSelectDayTotals);
  InGroups(sql, groups, "member");
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, lane, key, totals)) read[key.member].emplace_back(key, totals);
  if (!rows.status().ok()) return rows.status();
  for (auto& [member, days] : read) {
    MemoryOf(member).members.Edit(member,
                                  [&](MemberRows& known) { known.day_totals = std::move(days); });
  }
  return absl::OkStatus();
}

absl::Status LaneReads::SumDayTotalsOfPartners(const domain::ReadSet& wanted,
                                               domain::LedgerState& state) {
  SqlText sql(kSelectDayTotals);
  InLanes(sql, lanes_).Text(" AND member = ").Value(kNobody);
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> sums;
  absl::flat_hash_map<domain::DayKey, domain::DayTotals> elsewhere;
  domain::LaneId lane;
  domain::DayKey key;
  domain::DayTotals totals;
  Rows rows = connection_->Query(sql);
  while (NextDayTotals(rows, lane, key, totals)) {
    if (!wanted.day_totals.contains(key)) continue;
    Add(totals, sums.try_emplace(key, totals.day).first->second);
    if (lane != lane_.lane) Add(totals, elsewhere.try_emplace(key, totals.day).first->second);
  }
  if (!rows.status().ok()) return rows.status();
  for (const auto& [of, sum] : sums) state.day_totals.try_emplace(of, sum);
  for (const auto& [of, sum] : elsewhere) elsewhere_days_.try_emplace(of, sum);
  return absl::OkStatus();
}

domain::DayTotals LaneReads::OwnPart(const domain::DayKey& key, domain::DayTotals totals) const {
  const auto found = elsewhere_days_.find(key);
  if (found == elsewhere_days_.end() || found->second.day != totals.day) return totals;
  return {totals.day, totals.earned - found->second.earned, totals.burned - found->second.burned};
}

// Accounts are there since they were written.
void LaneReads::LeaveMembers(const domain::Changes& changes) {
  for (const domain::Member& member : changes.members) {
    MemoryOf(member.id).members.Edit(member.id, [&](MemberRows& rows) { rows.member = member; });
  }
  for (const auto& [key, totals] : changes.day_totals) {
    MemoryOf(key.member).members.Edit(key.member, [&](MemberRows& rows) {
      Put(key, OwnPart(key, totals), rows);
    });
  }
}

}  // namespace coalition::store::mysql
