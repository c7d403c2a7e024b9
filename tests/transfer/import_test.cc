// Bringing a ledger into every kind of store.
#include "server/store/transfer/import.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "server/domain/lanes.h"
#include "server/store/memory/memory_store.h"
#include "tests/domain/builders.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/scenario.h"
#include "tests/store/temp_folder.h"
#include "tests/transfer/moving.h"
#include "tests/transfer/target_kinds.h"

namespace coalition::store::transfer {
namespace {

using testing::HasSubstr;

class ImportTest : public testing::TestWithParam<TargetKind> {
 protected:
  ImportTest() {
    FillWithEverything(source_);
    file_ = ExportOf(source_);
  }

  absl::StatusOr<std::unique_ptr<LedgerStore>> Open(bool for_import) {
    return GetParam().open(folder_.path(), GetParam().lanes, for_import);
  }
  std::unique_ptr<LedgerStore> Target() {
    auto store = Open(true);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  std::unique_ptr<LedgerStore> Served() {
    auto store = Open(false);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  void ExpectIsSource(LedgerStore& store) {
    EXPECT_TRUE(store.HasNetwork());
    EXPECT_EQ(store.lane_count(), GetParam().lanes);
    EXPECT_EQ(DigestOf(store), DigestOf(source_));
    EXPECT_EQ(DumpWithoutLane(store), DumpWithoutLane(source_));
    ExpectSound(store);
  }
  void ExpectNotServed() {
    const auto store = Open(false);
    EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
    EXPECT_THAT(store.status().message(), HasSubstr("an import into this store is not finished"));
  }

  MemoryStore source_;
  std::string file_;
  TempFolder folder_;
};

TEST_P(ImportTest, BringsInEverything) {
  {
    const auto target = Target();
    const absl::Status imported = ImportAndAudit(file_, *target);
    ASSERT_TRUE(imported.ok()) << imported;
    ExpectIsSource(*target);
  }
  const auto served = Served();
  ExpectIsSource(*served);
  if (GetParam().lanes == 1) {
    EXPECT_EQ(DumpOf(*served), DumpOf(source_));
    return;
  }
  const auto snapshot = *served->OpenSnapshot();
  const domain::Moment next{snapshot->lane().latest_at.micros + 1};
  EXPECT_EQ(snapshot->lane_ends(),
            std::vector<domain::Sequence>(static_cast<std::size_t>(GetParam().lanes),
                                          domain::SequenceAt(next, domain::LaneId(0))));
}

TEST_P(ImportTest, TheLedgerGoesOnAsTheOtherWould) {
  ASSERT_TRUE(ImportAndAudit(file_, *Target()).ok());
  const auto served = Served();
  LedgerDriver there(*served);
  LedgerDriver here(source_);
  const domain::TransactionId film{domain::LaneId(0), domain::Sequence(4)};
  const std::vector<std::vector<domain::Command>> batches = {
      {EarnPurchase("buns", Card(kBakery, 1), 12'345), EarnPoints("bonus", kBakery, Member(2), 40)},
      {EarnPoints("new", kBakery, Member(1), 60), EarnPoints("other", kCinema, Member(4), 30),
       BurnPoints("spent", kCinema, Member(1), 20), BurnPoints("dear", kBakery, Member(1), 99'999)},
      {Reversal("film back", kCinema, film, domain::Points(100))},
      {Close("fourth close", "April")},
      {EarnPoints("after it", kCinema, Member(1), 5), EarnPoints("in April", kBakery, Member(4), 2),
       Erase("erase four", Member(4))},
  };
  for (const auto& commands : batches) {
    const auto expected = here.Run(commands);
    const auto actual = there.Run(commands);
    ASSERT_TRUE(actual.status.ok()) << actual.status;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const std::string& name = commands[i].header.request.request_id;
      EXPECT_EQ(domain::Outcome(actual.answers[i]), domain::Outcome(expected.answers[i])) << name;
      EXPECT_EQ(actual.answers[i].replayed, expected.answers[i].replayed) << name;
    }
  }
  for (const char* table : {"lots", "positions", "settlements", "outstanding", "carries", "members",
                            "identifiers", "closed_totals", "day_totals"}) {
    EXPECT_EQ(DumpOf(*served)[table], DumpOf(source_)[table]) << table;
  }
  ExpectSound(*served);
}

TEST_P(ImportTest, GoesOnAfterAnyFrame) {
  int calls = 0;
  bool done = false;
  for (; !done && calls < 200; ++calls) {
    {
      const auto target = Target();
      // One new frame more each time: those that are there are called for, too.
      const auto imported = Import(file_, *target, StopAfter(calls));
      done = imported.ok();
      if (done) break;
      ASSERT_TRUE(absl::IsCancelled(imported.status())) << imported.status();
      EXPECT_FALSE(target->HasNetwork());
    }
    ExpectNotServed();
  }
  EXPECT_TRUE(done);
  EXPECT_GT(calls, 20);
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, GoesOnBetweenTheLastFrameAndTheEnd) {
  {
    const auto target = Target();
    ImportOptions options;
    options.prove = [](OpenedLedger&) { return absl::UnavailableError("the lights went out"); };
    EXPECT_TRUE(absl::IsUnavailable(Import(file_, *target, options).status()));
    EXPECT_FALSE(target->HasNetwork());
  }
  ExpectNotServed();
  ASSERT_TRUE(ImportAndAudit(file_, *Target()).ok());
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, GoesOnWhenMoreOfTheFileHasCome) {
  for (std::size_t part = 1; part < 8; ++part) {
    const auto imported =
        Import(std::string_view(file_).substr(0, file_.size() * part / 8), *Target());
    EXPECT_TRUE(absl::IsOutOfRange(imported.status())) << imported.status();
    ExpectNotServed();
  }
  ASSERT_TRUE(Import(file_, *Target()).ok());
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, OfADamagedFileNothingIsServed) {
  std::string damaged = file_;
  damaged[file_.size() * 3 / 4] ^= 4;
  EXPECT_TRUE(absl::IsDataLoss(Import(damaged, *Target()).status()));
  ExpectNotServed();
  ASSERT_TRUE(Import(file_, *Target()).ok());
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, WhatTheStoreHasIsHeldAgainstTheFile) {
  ImportOptions stop_before_the_end;
  stop_before_the_end.on_progress = [](const Progress& progress) {
    return progress.kind == RecordKind::kLane ? absl::CancelledError("stopped") : absl::OkStatus();
  };
  EXPECT_TRUE(absl::IsCancelled(Import(file_, *Target(), stop_before_the_end).status()));
  GetParam().tamper(folder_.path());
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto imported = Import(file_, *Target());
    EXPECT_TRUE(absl::IsDataLoss(imported.status())) << imported.status();
    EXPECT_THAT(imported.status().message(), HasSubstr("not what the file says"));
    ExpectNotServed();
  }
  ASSERT_TRUE(Target()->DropImport().ok());
  ASSERT_TRUE(Import(file_, *Target()).ok());
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, WhatAProofDoesNotAgreeWithIsNotServed) {
  ImportOptions options;
  options.prove = [](OpenedLedger&) { return absl::DataLossError("a lot too many"); };
  EXPECT_TRUE(absl::IsDataLoss(Import(file_, *Target(), options).status()));
  ExpectNotServed();
}

TEST_P(ImportTest, IsRefusedWhereThereIsANetwork) {
  SetUpNetwork(*Served(), 1);
  const LedgerDump before = DumpOf(*Served());
  const auto imported = Import(file_, *Target());
  EXPECT_TRUE(absl::IsFailedPrecondition(imported.status())) << imported.status();
  EXPECT_THAT(imported.status().message(), HasSubstr("there is a network already"));
  EXPECT_TRUE(Target()->DropImport().ok());
  EXPECT_EQ(DumpOf(*Served()), before);
}

TEST_P(ImportTest, IsRefusedTwice) {
  ASSERT_TRUE(Import(file_, *Target()).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Import(file_, *Target()).status()));
  ExpectIsSource(*Served());
}

// Its reversals have no counterpart_points and no closed_by.
TEST_P(ImportTest, AFileOfAnOlderProgramIsBroughtIn) {
  const auto [older, changed] = WithOlderReversals(file_);
  ASSERT_GT(changed, 0);
  ASSERT_NE(older.size(), file_.size());
  const absl::Status imported = ImportAndAudit(older, *Target());
  ASSERT_TRUE(imported.ok()) << imported;
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, DoesNotGoOnWithAnotherFile) {
  EXPECT_TRUE(absl::IsCancelled(Import(file_, *Target(), StopAfter(5)).status()));
  // Another id.
  const std::string other = ExportOf(source_);
  const auto imported = Import(other, *Target());
  EXPECT_TRUE(absl::IsFailedPrecondition(imported.status())) << imported.status();
  EXPECT_THAT(imported.status().message(), HasSubstr("this is another file"));
  ASSERT_TRUE(Target()->DropImport().ok());
  ASSERT_TRUE(Import(other, *Target()).ok());
  ExpectIsSource(*Served());
}

TEST_P(ImportTest, NoNetworkIsMadeMeanwhile) {
  const auto target = Target();
  EXPECT_TRUE(absl::IsCancelled(Import(file_, *target, StopAfter(5)).status()));
  const absl::Status created = target->CreateNetwork(CoalitionNetwork(), FirstChanges());
  EXPECT_TRUE(absl::IsFailedPrecondition(created)) << created;
}

TEST_P(ImportTest, AnEmptyStoreIsLeftAfterDropping) {
  ImportOptions fail_at_the_end;
  fail_at_the_end.prove = [](OpenedLedger&) { return absl::DataLossError("not this one"); };
  EXPECT_FALSE(Import(file_, *Target(), fail_at_the_end).ok());
  EXPECT_GT(GetParam().row_count(folder_.path()), 0);
  ASSERT_TRUE(Target()->DropImport().ok());
  EXPECT_EQ(GetParam().row_count(folder_.path()), 0);
  const auto store = Served();
  EXPECT_FALSE(store->HasNetwork());
  SetUpNetwork(*store, 3);
  MemoryStore fresh;
  SetUpNetwork(fresh, 3);
  EXPECT_EQ(DumpWithoutLane(*store), DumpWithoutLane(fresh));
  EXPECT_TRUE(store->DropImport().ok());
  EXPECT_EQ(DumpWithoutLane(*store), DumpWithoutLane(fresh));
}

INSTANTIATE_TEST_SUITE_P(Targets, ImportTest, testing::ValuesIn(AllTargetKinds()),
                         [](const auto& kind) { return kind.param.name; });

TEST(CheckLanesTest, OnlyALedgerWithOneLaneIsDivided) {
  EXPECT_TRUE(CheckLanes(1, 1).ok());
  EXPECT_TRUE(CheckLanes(1, 64).ok());
  EXPECT_TRUE(CheckLanes(4, 4).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckLanes(4, 1)));
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckLanes(4, 5)));
}

}  // namespace
}  // namespace coalition::store::transfer
