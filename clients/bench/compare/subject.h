#ifndef COALITION_CLIENTS_BENCH_COMPARE_SUBJECT_H_
#define COALITION_CLIENTS_BENCH_COMPARE_SUBJECT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "clients/bench/compare/ratio.h"
#include "clients/bench/compare/reading.h"
#include "clients/bench/compare/surroundings.h"

namespace coalition::bench::compare {

// What subjects learn while they are prepared, for the measurements of all of them.
struct Findings {
  std::optional<int> unary_in_flight;
  std::optional<int> batch_in_flight;
  // Events a second of the open loops.
  std::optional<double> half_rate;
  // For readers: what was found, and how the subjects are set up.
  std::vector<std::pair<std::string, std::string>> notes;
};

// Something that is compared: a server or a disk. What it starts ends with the object. A new one is
// a file of its own, a line in MakeSubjects, names in reading.h, and rows in ratio.cc.
class Subject {
 public:
  virtual ~Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  // As --skip takes it.
  virtual std::string name() const = 0;
  // All that it can measure, of kMeasurementOrder.
  virtual std::vector<std::string> measured() const = 0;

  // Starts it, fills it, and finds the load that is best for it. FAILED_PRECONDITION when it cannot
  // be measured on this machine, such as for want of a program; CANCELLED when interrupted; all
  // else is a failure. Called once, after the subjects before it have been prepared.
  virtual absl::Status Prepare(Findings& findings) = 0;

  // Called once, after all subjects were prepared and this one without an error. What of measured()
  // it leaves out is told in `absent`. The measurements may not outlive the subject.
  virtual std::vector<Measurement> Measurements(const Findings& findings, Absences& absent) = 0;

 protected:
  Subject() = default;
};

// All that there are, in the order in which they are prepared: the grown ledger last, as it gets
// the time that is left.
std::vector<std::unique_ptr<Subject>> MakeSubjects(const Surroundings& surroundings);

}  // namespace coalition::bench::compare

#endif  // COALITION_CLIENTS_BENCH_COMPARE_SUBJECT_H_
