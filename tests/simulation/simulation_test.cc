#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/simulation/generator.h"
#include "tests/simulation/prediction.h"

namespace coalition::simulation {
namespace {

TEST(ProgramTest, ASeedMakesOneProgram) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const std::string text = ToText(Generate({seed, 200, true}));
    EXPECT_EQ(ToText(Generate({seed, 200, true})), text);
    EXPECT_NE(ToText(Generate({seed + 100, 200, true})), text);
  }
}

TEST(ProgramTest, IsReadAsItWasWritten) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::string text = ToText(Generate({seed, 300, true}));
    std::string error;
    const auto program = ParseProgram(text, error);
    ASSERT_TRUE(program.has_value()) << error;
    EXPECT_EQ(ToText(*program), text);
  }
}

TEST(ProgramTest, WhatIsNoProgramIsRefusedWithItsLine) {
  struct Case {
    const char* text;
    const char* error;
  };
  const Case kCases[] = {
      {"check\n", "there is no line `network ...`"},
      {"network zone=utc\n", "line 1: network zone=utc"},
      {"  earn id=r1\n", "line 1:   earn id=r1"},
      {"check\n  earn id=r1\n", "line 2:   earn id=r1"},
      {"submit clock=2026-01-01T00:00:00.000000Z\n  eern id=r1\n", "line 2:   eern id=r1"},
      {"submit clock=2026-01-01T00:00:00.000000Z\n  earn amount=x\n", "line 2:   earn amount=x"},
      {"nap\n", "line 1: nap"},
  };
  for (const Case& c : kCases) {
    std::string error;
    EXPECT_FALSE(ParseProgram(c.text, error).has_value());
    EXPECT_EQ(error, c.error);
  }
}

TEST(DatesTest, LondonChangesItsClocksOnTheLastSundays) {
  EXPECT_EQ(MomentText(ClockChange(2026, 3)), "2026-03-29T01:00:00.000000Z");
  EXPECT_EQ(MomentText(ClockChange(2026, 10)), "2026-10-25T01:00:00.000000Z");
  struct Case {
    const char* moment;
    const char* london;
  };
  const Case kCases[] = {
      {"2026-03-28T23:59:59.999999Z", "2026-03-28"}, {"2026-03-29T22:59:59.999999Z", "2026-03-29"},
      {"2026-03-29T23:00:00.000000Z", "2026-03-30"}, {"2026-10-24T23:00:00.000000Z", "2026-10-25"},
      {"2026-10-25T23:30:00.000000Z", "2026-10-25"}, {"2028-02-29T12:00:00.000000Z", "2028-02-29"}};
  for (const Case& c : kCases) {
    EXPECT_EQ(DateText(LocalDate(*ParseMoment(c.moment), Zone::kLondon)), c.london) << c.moment;
  }
}

TEST(PredictionTest, TheFirstSubmissionIsCommittedAloneAndTheOthersTogether) {
  Step step;
  for (const std::size_t size : {3, 2, 2, 5, 1}) step.submissions.emplace_back(size);
  using Commits = std::vector<std::vector<std::size_t>>;
  EXPECT_EQ(CommitsOf(step, 4), (Commits{{0}, {1, 2}, {3}, {4}}));
  EXPECT_EQ(CommitsOf(step, 100), (Commits{{0}, {1, 2, 3, 4}}));
}

}  // namespace
}  // namespace coalition::simulation
