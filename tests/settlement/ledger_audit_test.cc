#include "server/reporting/ledger_audit.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/domain/world.h"
#include "tests/settlement/tampered_snapshot.h"

namespace coalition::reporting {
namespace {

using domain::kBakery;
using domain::kCinema;
using domain::kGym;
using domain::MemberNo;
using domain::Micros;
using domain::PartnerPoints;
using domain::Points;
using domain::Sequence;
using domain::Transaction;
using domain::WindowId;

// Two closed windows and an open one:
//   0-1 cinema earns 9 for member 1    0-4 bakery earns 1 partner point at 2:3 for member 2
//   0-2 bakery burns 4 of them         0-5 0-1 is reversed by 3
//   0-3 bakery earns 5 for member 1    0-6 gym earns 7 for member 1
class LedgerAuditTest : public testing::Test {
 protected:
  LedgerAuditTest() {
    world_.Do(kCinema, domain::EarnOf(kCinema, MemberNo(1), Points(9)));
    world_.Do(kBakery, domain::BurnOf(kBakery, MemberNo(1), Points(4)));
    world_.Do(kBakery, domain::EarnOf(kBakery, MemberNo(1), Points(5)));
    world_.Do(domain::ByOperator(domain::CloseWindow{}));
    world_.Do(kBakery, domain::EarnOf(kBakery, MemberNo(2), PartnerPoints(1)));
    world_.Do(kCinema, domain::ReverseOf(kCinema, Id(1), Points(3)));
    world_.Do(domain::ByOperator(domain::CloseWindow{}));
    world_.Do(kGym, domain::EarnOf(kGym, MemberNo(1), Points(7)));
    world_.Do(kGym, domain::BurnOf(kGym, MemberNo(3), Points(1)));
  }

  static domain::TransactionId Id(std::int64_t sequence) {
    return {domain::LaneId(0), Sequence(sequence)};
  }

  std::string FirstDifference(Tampering tampering) {
    TamperedSnapshot snapshot(*world_.store().OpenSnapshot(), std::move(tampering));
    const auto report = AuditLedger(snapshot, world_.catalog());
    return report.ok() ? report->first_difference : report.status().ToString();
  }

  domain::World world_{domain::With(domain::NewCatalog(), domain::RateOf(kBakery, {2, 3}, {1, 1}))};
};

TEST_F(LedgerAuditTest, CountsWhatItReadAndFindsNothingInAnHonestLedger) {
  const auto snapshot = *world_.store().OpenSnapshot();
  const auto report = AuditLedger(*snapshot, world_.catalog());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->first_difference, "");
  EXPECT_EQ(report->transactions, 6);
  EXPECT_EQ(report->members, 3);
  EXPECT_EQ(report->windows, 3);
  EXPECT_EQ(report->lots, 3);
  EXPECT_TRUE(report->ok());
}

// Changes the row of the journal with that sequence.
template <typename Change>
Tampering InJournal(std::int64_t sequence, Change change) {
  Tampering tampering;
  tampering.journal = [=](Transaction& t) {
    if (t.id.sequence == Sequence(sequence)) change(t);
    return true;
  };
  return tampering;
}

TEST_F(LedgerAuditTest, FindsWhatIsWrongWithATransaction) {
  struct Case {
    const char* name;
    Tampering tampering;
    std::string expected;
  };
  const Case kCases[] = {
      {"balance", InJournal(2, [](Transaction& t) { t.balance_after.available += Points(1); }),
       "transaction 0-2: the balance after it differs"},
      {"pending", InJournal(2, [](Transaction& t) { t.balance_after.pending += Points(1); }),
       "transaction 0-2: the balance after it differs"},
      {"points", InJournal(2, [](Transaction& t) { t.points += Points(1); }),
       "transaction 0-2: its lot movements are not its points"},
      {"lot points", InJournal(2, [](Transaction& t) { t.lots[0].points += Points(1); }),
       "transaction 0-2: its lot movements are not its points"},
      {"lot", InJournal(1, [](Transaction& t) { t.lots[0].lot.issuer = kGym; }),
       "transaction 0-1: points come in where they do not belong"},
      {"lot of the last", InJournal(6, [](Transaction& t) { t.lots[0].lot.terms_version = 9; }),
       "transaction 0-6: points come in where they do not belong"},
      {"leg", InJournal(1, [](Transaction& t) { t.legs[0].money.amount += Micros(1); }),
       "transaction 0-1: its money does not sum to zero"},
      {"leg's partner", InJournal(3, [](Transaction& t) { t.legs[0].partner = kGym; }),
       "transaction 0-3: its money does not follow from its terms"},
      {"leg's kind", InJournal(3, [](Transaction& t) { t.legs[0].kind = domain::LegKind::kFee; }),
       "transaction 0-3: its money does not follow from its terms"},
      {"leg's points", InJournal(3, [](Transaction& t) { t.legs[0].points += Points(1); }),
       "transaction 0-3: its money does not follow from its terms"},
      {"leg missing", InJournal(1, [](Transaction& t) { t.legs.clear(); }),
       "transaction 0-1: its money does not follow from its terms"},
      {"sequence", InJournal(3, [](Transaction& t) { t.id.sequence = Sequence(4); }),
       "transaction 0-4: it follows 2 others"},
      {"window", InJournal(3, [](Transaction& t) { t.window = WindowId(2); }),
       "transaction 0-3: it is outside its window 2"},
      {"window after it", InJournal(4, [](Transaction& t) { t.window = WindowId(1); }),
       "transaction 0-4: it is outside its window 1"},
      {"no such window", InJournal(3, [](Transaction& t) { t.window = WindowId(9); }),
       "transaction 0-3: there is no window 9"},
      {"previous", InJournal(3, [](Transaction& t) { t.previous = Sequence(1); }),
       "transaction 0-3: it does not follow its account's last transaction"},
      {"member", InJournal(3, [](Transaction& t) { t.member = MemberNo(3); }),
       "transaction 0-3: it does not follow its account's last transaction"},
      {"request id", InJournal(3, [](Transaction& t) { t.request_id = "another"; }),
       "the outcome of request"},
      {"carry", InJournal(4, [](Transaction& t) { t.conversion->carry_change -= 1; }),
       "transaction 0-4: its points do not follow from its rate and carry"},
      {"original", InJournal(5, [](Transaction& t) { t.original = Id(2); }),
       "transaction 0-5: it differs from what it reverses"},
      {"original later", InJournal(5, [](Transaction& t) { t.original = Id(6); }),
       "transaction 0-5: what it names is not before it"},
      {"not recovered", InJournal(5, [](Transaction& t) { t.not_recovered = Points(1); }),
       "transaction 0-5: points that were not recovered"},
  };
  for (const Case& c : kCases) {
    const std::string found = FirstDifference(c.tampering);
    EXPECT_NE(found.find(c.expected), std::string::npos) << c.name << ": " << found;
  }
}

TEST_F(LedgerAuditTest, FindsAMissingTransaction) {
  for (std::int64_t sequence = 1; sequence <= 6; ++sequence) {
    Tampering tampering;
    tampering.journal = [=](Transaction& t) { return t.id.sequence != Sequence(sequence); };
    EXPECT_NE(FirstDifference(tampering), "") << sequence;
  }
}

// A change of row `number` of a table, from 0.
template <typename Edit, typename Change>
Tampering InRow(int number, Edit Tampering::*table, Change change) {
  Tampering tampering;
  tampering.*table = [number, change, seen = 0](auto&... row) mutable {
    if (seen++ == number) change(row...);
    return true;
  };
  return tampering;
}
template <typename Edit>
Tampering WithoutRow(int number, Edit Tampering::*table) {
  Tampering tampering;
  tampering.*table = [number, seen = 0](auto&...) mutable { return seen++ != number; };
  return tampering;
}

TEST_F(LedgerAuditTest, FindsEveryChangedOrMissingRowOfWhatIsDerived) {
  using namespace domain;
  using T = Tampering;
  struct Case {
    const char* name;
    int rows;
    std::function<Tampering(int)> tampering;
  };
  const Case kCases[] = {
      {"lots", 3,
       [](int row) {
         return InRow(row, &T::lots, [](auto&, Lot& lot) { lot.points += Points(1); });
       }},
      {"lots' keys", 3,
       [](int row) {
         return InRow(row, &T::lots, [](auto&, Lot& lot) { lot.key.available_on.days += 1; });
       }},
      {"lots of others", 3,
       [](int row) {
         return InRow(row, &T::lots, [](AccountKey& key, auto&) { key.member = MemberNo(3); });
       }},
      {"lots missing", 3, [](int row) { return WithoutRow(row, &T::lots); }},
      {"account heads", 2,
       [](int row) {
         return InRow(row, &T::accounts,
                      [](auto&, Sequence& last) { last = Sequence(last.value() - 1); });
       }},
      {"account heads missing", 2, [](int row) { return WithoutRow(row, &T::accounts); }},
      {"earn carries", 1,
       [](int row) {
         return InRow(row, &T::carries,
                      [](auto&, Carries& carries) { carries.earn.numerator += 1; });
       }},
      {"burn carries", 1,
       [](int row) {
         return InRow(row, &T::carries,
                      [](auto&, Carries& carries) { carries.burn.numerator += 1; });
       }},
      {"carries missing", 1, [](int row) { return WithoutRow(row, &T::carries); }},
      {"outstanding", 3,
       [](int row) {
         return InRow(row, &T::outstanding, [](auto&, Points& points) { points += Points(1); });
       }},
      {"outstanding missing", 3, [](int row) { return WithoutRow(row, &T::outstanding); }},
      {"positions", 14,
       [](int row) {
         return InRow(row, &T::positions,
                      [](auto&, PositionTotal& total) { total.amount += Micros(1); });
       }},
      {"positions' points", 14,
       [](int row) {
         return InRow(row, &T::positions,
                      [](auto&, PositionTotal& total) { total.points += Points(1); });
       }},
      {"positions' lines", 14,
       [](int row) {
         return InRow(row, &T::positions, [](auto&, PositionTotal& total) { total.lines += 1; });
       }},
      {"positions missing", 14, [](int row) { return WithoutRow(row, &T::positions); }},
      {"settlements", 4,
       [](int row) {
         return InRow(row, &T::settlements,
                      [](PartnerSettlement& settlement) { settlement.net_minor_units += 1; });
       }},
      {"residues", 4,
       [](int row) {
         return InRow(row, &T::settlements, [](PartnerSettlement& settlement) {
           settlement.closing_residue += Micros(1);
         });
       }},
      {"settlements missing", 4, [](int row) { return WithoutRow(row, &T::settlements); }},
      {"reversed points", 1,
       [](int row) {
         return InRow(row, &T::reversals,
                      [](auto&, ReversalState& state) { state.points += Points(1); });
       }},
      {"reversed partner points", 1,
       [](int row) {
         return InRow(row, &T::reversals, [](auto&, ReversalState& state) {
           state.partner_points += PartnerPoints(1);
         });
       }},
      {"reversals missing", 1, [](int row) { return WithoutRow(row, &T::reversals); }},
      {"identifiers", 9,
       [](int row) {
         return InRow(row, &T::identifiers, [](auto&, MemberId& member) { member.low += 1; });
       }},
      {"identifiers missing", 9, [](int row) { return WithoutRow(row, &T::identifiers); }},
      {"members missing", 3, [](int row) { return WithoutRow(row, &T::members); }},
      {"windows' beginnings", 3,
       [](int row) {
         return InRow(row, &T::windows,
                      [](Window& window) { window.first = Sequence(window.first.value() + 1); });
       }},
      {"windows' ends", 3,
       [](int row) {
         return InRow(row, &T::windows,
                      [](Window& window) { window.end = Sequence(window.end.value() + 1); });
       }},
      {"windows open and closed", 3,
       [](int row) {
         return InRow(row, &T::windows, [](Window& window) {
           window.closed_at = window.IsOpen() ? std::optional(kNoon) : std::nullopt;
         });
       }},
      {"windows missing", 3, [](int row) { return WithoutRow(row, &T::windows); }},
  };
  for (const Case& c : kCases) {
    for (int row = 0; row < c.rows; ++row) {
      EXPECT_NE(FirstDifference(c.tampering(row)), "") << c.name << ", row " << row;
    }
    EXPECT_EQ(FirstDifference(c.tampering(c.rows)), "") << c.name << " has more rows";
  }
}

TEST_F(LedgerAuditTest, FindsAChangedOrMissingOutcomeOfATransaction) {
  for (std::int64_t sequence = 1; sequence <= 6; ++sequence) {
    const auto is_it = [=](const domain::StoredOutcome& outcome) {
      const auto* id = std::get_if<domain::TransactionId>(&outcome.result);
      return id != nullptr && *id == Id(sequence);
    };
    Tampering missing;
    missing.outcomes = [=](domain::RequestKey&, domain::StoredOutcome& o) { return !is_it(o); };
    Tampering changed;
    changed.outcomes = [=](domain::RequestKey&, domain::StoredOutcome& o) {
      if (is_it(o)) o.result = Id(sequence % 6 + 1);
      return true;
    };
    Tampering rejected;
    rejected.outcomes = [=](domain::RequestKey&, domain::StoredOutcome& o) {
      if (is_it(o)) o.result = domain::Rejection{domain::Reason::kAmountOverflow, {}};
      return true;
    };
    EXPECT_NE(FirstDifference(missing), "") << sequence;
    EXPECT_NE(FirstDifference(changed), "") << sequence;
    EXPECT_NE(FirstDifference(rejected), "") << sequence;
  }
}

TEST_F(LedgerAuditTest, FindsAPartnerJournalThatMissesATransactionOrHasAnothers) {
  const std::vector<std::pair<domain::PartnerId, std::int64_t>> kRows = {
      {kCinema, 1}, {kBakery, 2}, {kCinema, 2}, {kBakery, 3},
      {kBakery, 4}, {kCinema, 5}, {kGym, 6}};
  for (const auto& row : kRows) {
    const auto is_it = [row](domain::PartnerId partner, const Transaction& t) {
      return partner == row.first && t.id.sequence == Sequence(row.second);
    };
    Tampering missing;
    missing.partner_journal = [=](domain::PartnerId& partner, Transaction& t) {
      return !is_it(partner, t);
    };
    EXPECT_NE(FirstDifference(missing).find("journal of partner"), std::string::npos) << row.second;
    Tampering replaced;
    replaced.partner_journal = [=](domain::PartnerId& partner, Transaction& t) {
      if (is_it(partner, t)) {
        t.partner = domain::PartnerId(99);
        t.legs.clear();
      }
      return true;
    };
    EXPECT_NE(FirstDifference(replaced).find("journal of partner"), std::string::npos)
        << row.second;
    Tampering doubled;
    doubled.partner_journal = [=](domain::PartnerId&, Transaction& t) {
      if (t.id.sequence == Sequence(4)) t.id.sequence = Sequence(3);
      return true;
    };
    EXPECT_NE(FirstDifference(doubled).find("journal of partner"), std::string::npos);
  }
}

TEST_F(LedgerAuditTest, FindsALaneThatIsNotWhereItsJournalEnds) {
  Tampering sequence;
  sequence.lane = [](domain::LaneState& lane) { lane.next_sequence = Sequence(8); };
  EXPECT_NE(FirstDifference(sequence).find("next sequence"), std::string::npos);
  Tampering window;
  window.lane = [](domain::LaneState& lane) { lane.open_window.id = WindowId(2); };
  EXPECT_NE(FirstDifference(window), "");
}

TEST_F(LedgerAuditTest, FindsTwoMembersWithOneIdentifier) {
  Tampering tampering;
  tampering.members = [](domain::Member& member) {
    member.identifiers[0].identifier = domain::Card(kBakery, "1");
    return true;
  };
  EXPECT_NE(FirstDifference(tampering).find("two members have one identifier"), std::string::npos);
}

}  // namespace
}  // namespace coalition::reporting
