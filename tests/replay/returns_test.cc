#include "clients/replay/returns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kFrance = 0;
constexpr std::size_t kMalta = 1;

Invoice CreditNote(std::size_t country, std::vector<ProductUnits> lines) {
  Invoice note;
  note.kind = InvoiceKind::kCreditNote;
  note.country = country;
  note.lines = std::move(lines);
  return note;
}

TEST(ReturnableUnitsTest, LatestUnitsGoBackFirst) {
  ReturnableUnits units;
  units.Add(kFrance, "t1", {{"A", 5, 0}, {"B", 1, 0}});
  units.Add(kFrance, "t2", {{"A", 2, 0}});
  const auto matched = units.Match(CreditNote(kFrance, {{"A", 4, 0}}));
  EXPECT_THAT(matched.returns,
              ElementsAre(MatchedReturn{"t2", {{1, 2}}}, MatchedReturn{"t1", {{1, 2}}}));
  EXPECT_EQ(matched.unmatched_units, 0);
}

TEST(ReturnableUnitsTest, LaterLineOfOnePurchaseGoesBackFirst) {
  ReturnableUnits units;
  units.Add(kFrance, "t1", {{"A", 5, 0}, {"B", 9, 0}, {"A", 2, 0}});
  const auto matched = units.Match(CreditNote(kFrance, {{"A", 3, 0}, {"B", 1, 0}}));
  EXPECT_THAT(matched.returns, ElementsAre(MatchedReturn{"t1", {{1, 1}, {2, 1}, {3, 2}}}));
}

TEST(ReturnableUnitsTest, TwoLinesOfOneNoteShareWhatIsThere) {
  ReturnableUnits units;
  units.Add(kFrance, "t1", {{"A", 5, 0}});
  const auto matched = units.Match(CreditNote(kFrance, {{"A", 3, 0}, {"A", 4, 0}}));
  EXPECT_THAT(matched.returns, ElementsAre(MatchedReturn{"t1", {{1, 5}}}));
  EXPECT_EQ(matched.unmatched_units, 2);
  EXPECT_EQ(matched.unmatched_lines, 1);
}

TEST(ReturnableUnitsTest, OtherCountriesAndProductsDoNotMatch) {
  ReturnableUnits units;
  units.Add(kMalta, "t1", {{"A", 5, 0}});
  units.Add(kFrance, "t2", {{"B", 5, 0}});
  const auto matched = units.Match(CreditNote(kFrance, {{"A", 5, 0}}));
  EXPECT_THAT(matched.returns, IsEmpty());
  EXPECT_EQ(matched.unmatched_units, 5);
}

TEST(ReturnableUnitsTest, OnlyAcceptedReturnsAreTakenOut) {
  ReturnableUnits units;
  units.Add(kFrance, "t1", {{"A", 5, 0}});
  units.Add(kFrance, "t2", {{"A", 2, 0}});
  const Invoice note = CreditNote(kFrance, {{"A", 3, 0}});
  const auto matched = units.Match(note);
  EXPECT_EQ(units.Match(note), matched) << "matching alone changes nothing";

  units.TakeOut(kFrance, matched.returns[0]);
  EXPECT_THAT(units.Match(note).returns, ElementsAre(MatchedReturn{"t1", {{1, 3}}}));
  units.TakeOut(kFrance, {"t1", {{1, 5}}});
  EXPECT_EQ(units.Match(note).unmatched_units, 3);
}

}  // namespace
}  // namespace coalition::replay
