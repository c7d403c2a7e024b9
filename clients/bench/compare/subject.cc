#include "clients/bench/compare/subject.h"

#include "clients/bench/compare/disk_subject.h"
#include "clients/bench/compare/echo_subject.h"
#include "clients/bench/compare/fresh_ledger_subject.h"
#include "clients/bench/compare/grown_ledger_subject.h"
#include "clients/bench/compare/mysql_subject.h"
#include "clients/bench/compare/pgbench_subject.h"

namespace coalition::bench::compare {

std::vector<std::unique_ptr<Subject>> MakeSubjects(const Surroundings& surroundings) {
  std::vector<std::unique_ptr<Subject>> subjects;
  subjects.push_back(std::make_unique<DiskSubject>(surroundings));
  subjects.push_back(std::make_unique<EchoSubject>(surroundings));
  subjects.push_back(std::make_unique<PgbenchSubject>(surroundings));
  subjects.push_back(std::make_unique<MysqlSubject>(surroundings));
  subjects.push_back(std::make_unique<FreshLedgerSubject>(surroundings));
  subjects.push_back(std::make_unique<GrownLedgerSubject>(surroundings));
  return subjects;
}

}  // namespace coalition::bench::compare
