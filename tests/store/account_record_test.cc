#include "server/store/account_record.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace coalition::store {
namespace {

using domain::Points;
using domain::Sequence;

domain::Lot LotOf(std::int32_t expires_on, std::int64_t points) {
  return {{{expires_on}, {1}, domain::PartnerId(1), 1}, Points(points)};
}

domain::Hold HoldOf(std::int64_t sequence, std::int64_t points) {
  domain::Hold hold{{domain::LaneId(0), Sequence(sequence)}, {9}, {}};
  if (points > 0) hold.reserved = {{LotOf(50, 0).key, Points(points)}};
  return hold;
}

CarryRow CarryOf(std::uint32_t partner, std::int64_t numerator) {
  return {domain::PartnerId(partner), domain::CurrencyId(0), {{numerator, 7}, {0, 1}}};
}

TEST(AccountDeltaTest, SetsAddsAndTakesAwayInOrder) {
  AccountRecord record{Sequence(3),
                       {LotOf(50, 5), LotOf(70, 7)},
                       {HoldOf(1, 2), HoldOf(3, 1)},
                       {CarryOf(1, 1), CarryOf(3, 3)}};
  const AccountDelta delta{Sequence(8),
                           {LotOf(60, 6), LotOf(50, 0), LotOf(70, 9), LotOf(90, 0)},
                           {HoldOf(2, 4), HoldOf(3, 0), HoldOf(9, 0)},
                           {CarryOf(2, 2), CarryOf(3, 0)}};
  delta.ApplyTo(record);
  const AccountRecord after{Sequence(8),
                            {LotOf(60, 6), LotOf(70, 9)},
                            {HoldOf(1, 2), HoldOf(2, 4)},
                            {CarryOf(1, 1), CarryOf(2, 2), CarryOf(3, 0)}};
  EXPECT_EQ(record, after);
  delta.ApplyTo(record);
  EXPECT_EQ(record, after) << "twice is once";
}

TEST(AccountDeltaTest, WithoutATransactionLeavesTheLastOne) {
  AccountRecord record{Sequence(3), {}, {}, {}};
  AccountDelta{{}, {LotOf(50, 5)}, {}, {}}.ApplyTo(record);
  EXPECT_EQ(record.last_transaction, Sequence(3));
  EXPECT_EQ(record.lots, std::vector<domain::Lot>{LotOf(50, 5)});
}

TEST(AccountRecordTest, NextExpiryIsThatOfTheFirstLotAboveZero) {
  EXPECT_EQ(AccountRecord().NextExpiry(), kNeverExpires);
  EXPECT_EQ((AccountRecord{{}, {LotOf(50, -5)}, {}, {}}).NextExpiry(), kNeverExpires);
  EXPECT_EQ((AccountRecord{{}, {LotOf(50, -5), LotOf(70, 1), LotOf(90, 1)}, {}, {}}).NextExpiry(),
            domain::Date{70});
}

TEST(AccountDeltasOfTest, PutsTogetherWhatBelongsToAnAccount) {
  const domain::AccountKey first{{0, 1}, domain::CurrencyId(1)};
  const domain::AccountKey second{{0, 2}, domain::CurrencyId(1)};
  domain::Changes changes;
  changes.accounts = {{second, Sequence(4)}, {first, Sequence(5)}};
  changes.lots = {{first, LotOf(50, 1)}, {second, LotOf(60, 2)}};
  changes.holds = {{second, HoldOf(4, 2)}};
  changes.carries = {{{first.member, domain::PartnerId(1), first.currency, domain::CurrencyId(0)},
                      CarryOf(1, 3).carries}};
  const std::vector<std::pair<domain::AccountKey, AccountDelta>> deltas = {
      {first, {Sequence(5), {LotOf(50, 1)}, {}, {CarryOf(1, 3)}}},
      {second, {Sequence(4), {LotOf(60, 2)}, {HoldOf(4, 2)}, {}}}};
  EXPECT_EQ(AccountDeltasOf(changes), deltas);
}

}  // namespace
}  // namespace coalition::store
