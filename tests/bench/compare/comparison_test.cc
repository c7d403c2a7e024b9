#include "clients/bench/compare/comparison.h"

#include <map>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

// Gives each of its measurements a fixed rate.
class FixedSubject final : public Subject {
 public:
  FixedSubject(std::string name, std::map<std::string, double> rates,
               absl::Status prepared = absl::OkStatus())
      : name_(std::move(name)), rates_(std::move(rates)), prepared_(std::move(prepared)) {}

  std::string name() const override { return name_; }
  std::vector<std::string> measured() const override {
    std::vector<std::string> names;
    for (const auto& [name, rate] : rates_) names.push_back(name);
    return names;
  }
  absl::Status Prepare(Findings& findings) override {
    findings.notes.emplace_back(name_, "prepared");
    return prepared_;
  }
  std::vector<Measurement> Measurements(const Findings&, Absences&) override {
    std::vector<Measurement> measurements;
    for (const auto& [name, rate] : rates_) {
      measurements.push_back({name, [rate = rate]() -> absl::StatusOr<Reading> {
                                if (rate < 0) return absl::InternalError("broken");
                                Reading reading;
                                reading.per_second = rate;
                                return reading;
                              }});
    }
    return measurements;
  }

 private:
  const std::string name_;
  const std::map<std::string, double> rates_;
  const absl::Status prepared_;
};

class ComparisonTest : public ::testing::Test {
 protected:
  ComparisonTest() { options_.rounds = 3; }

  void Add(std::string name, std::map<std::string, double> rates,
           absl::Status prepared = absl::OkStatus()) {
    subjects_.push_back(
        std::make_unique<FixedSubject>(std::move(name), std::move(rates), std::move(prepared)));
  }

  absl::StatusOr<Compared> CompareThem() {
    const Surroundings surroundings{
        options_, interruption_, *folder_, "", std::chrono::steady_clock::now(), progress_};
    return Compare(surroundings, subjects_);
  }

  static const Ratio& Named(const Compared& compared, absl::string_view name) {
    for (const Ratio& ratio : compared.report.ratios) {
      if (ratio.definition->name == name) return ratio;
    }
    ADD_FAILURE() << name;
    return compared.report.ratios.front();
  }

  Options options_;
  const Interruption interruption_;
  const std::unique_ptr<WorkFolder> folder_ = *WorkFolder::Make("");
  std::ostringstream progress_;
  std::vector<std::unique_ptr<Subject>> subjects_;
};

TEST_F(ComparisonTest, MakesRatiosOfWhatSubjectsGive) {
  Add(kEchoSubject, {{kEcho, 100}});
  Add(kFreshSubject, {{kUnaryEarn, 60}, {kBatchEarn, 500}});
  const auto compared = CompareThem();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_FALSE(compared->failed);
  EXPECT_THAT(compared->report.measured.rounds, SizeIs(3));
  const Ratio& ratio = Named(*compared, "unary_earn_vs_echo");
  EXPECT_EQ(ratio.spread, (Spread{0.6, 0.6, 0.6, 3}));
  EXPECT_EQ(ratio.verdict, Verdict::kFloor);
  EXPECT_THAT(progress_.str(), HasSubstr("round 3: unary_earn"));
}

TEST_F(ComparisonTest, TellsWhatIsSkipped) {
  options_.skipped = {kEchoSubject};
  Add(kEchoSubject, {{kEcho, 100}});
  Add(kFreshSubject, {{kUnaryEarn, 60}});
  const auto compared = CompareThem();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_FALSE(compared->failed);
  EXPECT_THAT(progress_.str(), HasSubstr("echo NOT MEASURED: skipped"));
  EXPECT_THAT(Named(*compared, "unary_earn_vs_echo").why_not_measured, HasSubstr("echo: skipped"));
}

TEST_F(ComparisonTest, TellsWhatIsMissingAndIsNoFailure) {
  Add(kPgbenchSubject, {{kPgbench, 10}}, absl::FailedPreconditionError("no pgbench here"));
  Add(kFreshSubject, {{kUnaryEarn, 60}});
  const auto compared = CompareThem();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_FALSE(compared->failed);
  EXPECT_THAT(progress_.str(), HasSubstr("pgbench NOT MEASURED: no pgbench here"));
  EXPECT_EQ(Named(*compared, "unary_earn_vs_pgbench").verdict, Verdict::kNotMeasured);
}

TEST_F(ComparisonTest, ThatCannotStartASubjectFailsAndMeasuresTheOthers) {
  Add(kPgbenchSubject, {{kPgbench, 10}}, absl::UnavailableError("initdb crashed"));
  Add(kEchoSubject, {{kEcho, 100}});
  const auto compared = CompareThem();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_TRUE(compared->failed);
  EXPECT_THAT(compared->report.measured.rounds.at(0), Contains(Key(kEcho)));
  EXPECT_THAT(compared->report.measured.rounds.at(0), Not(Contains(Key(kPgbench))));
}

TEST_F(ComparisonTest, ThatLosesAMeasurementFails) {
  Add(kEchoSubject, {{kEcho, -1}});
  Add(kFreshSubject, {{kUnaryEarn, 60}});
  const auto compared = CompareThem();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_TRUE(compared->failed);
  EXPECT_THAT(Named(*compared, "unary_earn_vs_echo").why_not_measured,
              HasSubstr("failed in round 1: broken"));
  EXPECT_THAT(progress_.str(), HasSubstr("! echo failed in round 1: broken"));
}

TEST_F(ComparisonTest, IsCancelledByAnInterruptionWhilePreparing) {
  Add(kEchoSubject, {{kEcho, 100}}, Interrupted());
  EXPECT_TRUE(IsInterrupted(CompareThem().status()));
}

}  // namespace
}  // namespace coalition::bench::compare
