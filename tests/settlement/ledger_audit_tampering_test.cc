// A ledger in which everything happened, and what the audit says when a field of a row is changed.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "server/reporting/ledger_audit.h"
#include "server/store/memory/memory_store.h"
#include "tests/settlement/tampered_snapshot.h"
#include "tests/store/ledger_driver.h"
#include "tests/store/scenario.h"
#include "tests/store/store_contract.h"

namespace coalition::reporting {
namespace {

using namespace domain;

// The scenario of the stores' tests, and a hold that is open in the end.
std::shared_ptr<const Catalog> PlayEverything(store::LedgerStore& ledger) {
  store::SetUpNetwork(ledger, 3);
  store::LedgerDriver driver(ledger);
  auto batches = store::EverythingBatches();
  batches.push_back({store::Close("fourth close", "April"),
                     store::EarnPoints("late", store::kCinema, store::Member(1), 60)});
  batches.push_back({store::Hold("late hold", store::kCinema, store::Member(1), 10, 3'600)});
  for (const auto& commands : batches) EXPECT_TRUE(driver.Run(commands).status.ok());
  return driver.catalog();
}

class AuditOverEveryStoreTest : public store::StoreContractTest {};
INSTANTIATE_TEST_SUITE_P(Stores, AuditOverEveryStoreTest, testing::ValuesIn(store::AllStoreKinds()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(AuditOverEveryStoreTest, FindsNothingWhereEverythingHappenedRightly) {
  const auto catalog = PlayEverything(store());
  const auto snapshot = Snapshot();
  const auto report = AuditLedger(*snapshot, *catalog);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->first_difference, "");
  EXPECT_EQ(report->transactions, snapshot->lane().next_sequence.value() - 1);
  EXPECT_EQ(report->members, 4);
  EXPECT_EQ(report->windows, 5);
}

class TamperingTest : public testing::Test {
 protected:
  TamperingTest() : catalog_(PlayEverything(ledger_)) {}

  std::string FirstDifference(Tampering tampering) {
    TamperedSnapshot snapshot(*ledger_.OpenSnapshot(), std::move(tampering));
    const auto report = AuditLedger(snapshot, *catalog_);
    return report.ok() ? report->first_difference : report.status().ToString();
  }

  // Changes the rows of one table, each by itself, as far as `change` finds something to change in
  // it; the audit must see every one.
  template <typename Edit, typename Change>
  void SeesEveryChange(const char* name, Edit Tampering::*table, Change change) {
    int changed = 0;
    bool is_there = true;
    for (int number = 0; is_there; ++number) {
      is_there = false;
      bool is_changed = false;
      Tampering tampering;
      tampering.*table = [&, seen = 0](auto&... row) mutable {
        if (seen++ != number) return true;
        is_there = true;
        is_changed = change(row...);
        return true;
      };
      const std::string found = FirstDifference(tampering);
      if (is_changed) {
        EXPECT_NE(found, "") << name << ", row " << number;
        ++changed;
      } else {
        EXPECT_EQ(found, "") << name << ", row " << number;
      }
    }
    EXPECT_GT(changed, 0) << name << " is nowhere";
  }
  template <typename Edit>
  void SeesEveryMissingRow(const char* name, Edit Tampering::*table) {
    int missing = 0;
    for (bool is_there = true; is_there; ++missing) {
      is_there = false;
      Tampering tampering;
      tampering.*table = [&, seen = 0](auto&...) mutable {
        const bool stays = seen++ != missing;
        is_there = is_there || !stays;
        return stays;
      };
      EXPECT_EQ(FirstDifference(tampering) != "", is_there) << name << ", row " << missing;
    }
    EXPECT_GT(missing, 1) << name << " has no rows";
  }

  store::MemoryStore ledger_;
  std::shared_ptr<const Catalog> catalog_;
};

// A change that there is always something for.
template <typename Row>
auto Always(void (*change)(Row&)) {
  return [change](Row& row) {
    change(row);
    return true;
  };
}
template <typename Key, typename Row>
auto Always(void (*change)(Key&, Row&)) {
  return [change](Key& key, Row& row) {
    change(key, row);
    return true;
  };
}

// A change of the journal, of those transactions that have what it changes.
struct JournalCase {
  const char* name;
  std::function<bool(Transaction&)> change;
};

template <typename Part, typename Change>
std::function<bool(Transaction&)> InEvery(Part part, Change change) {
  return [=](Transaction& t) {
    auto* found = part(t);
    if (found == nullptr) return false;
    change(*found);
    return true;
  };
}

AppliedConversion* ConversionOf(Transaction& t) { return t.conversion ? &*t.conversion : nullptr; }
Carry* CarryAfter(Transaction& t) {
  return t.conversion && t.conversion->carry_after ? &*t.conversion->carry_after : nullptr;
}
Counterpart* CounterpartOf(Transaction& t) { return t.counterpart ? &*t.counterpart : nullptr; }
LotMovement* FirstLot(Transaction& t) { return t.lots.empty() ? nullptr : &t.lots[0]; }
MoneyLeg* FirstLeg(Transaction& t) { return t.legs.empty() ? nullptr : &t.legs[0]; }
LotMovement* OtherLot(Transaction& t) {
  return t.counterpart && !t.counterpart->lots.empty() ? &t.counterpart->lots[0] : nullptr;
}
LotMovement* FirstReserved(Transaction& t) { return t.reserved.empty() ? nullptr : &t.reserved[0]; }
TransactionId* OriginalOf(Transaction& t) { return t.original ? &*t.original : nullptr; }
LineQuantity* FirstLine(Transaction& t) {
  return t.reversed_lines.empty() ? nullptr : &t.reversed_lines[0];
}
Transaction* Reversal(Transaction& t) {
  return t.type == TransactionType::kReversal ? &t : nullptr;
}
Transaction* WithTerms(Transaction& t) { return t.terms_version != 0 ? &t : nullptr; }

// Money that still sums to zero.
bool MoveMoney(Transaction& t) {
  if (t.legs.size() < 2) return false;
  t.legs.front().money.amount += Micros(1);
  for (auto leg = t.legs.rbegin(); leg != t.legs.rend(); ++leg) {
    if (leg->partner != kNetwork || leg->money.currency != t.legs.front().money.currency) continue;
    leg->money.amount -= Micros(1);
    return true;
  }
  return true;
}

// Points that still are what the lots say.
bool MovePoints(Transaction& t) {
  if (t.lots.empty()) return false;
  t.lots[0].points += Points(1'000);
  t.points += Points(1'000);
  return true;
}

const std::vector<JournalCase>& JournalCases() {
  static const std::vector<JournalCase> kCases{
      {"lane's number",
       Always<Transaction>([](auto& t) { t.id.sequence = Sequence(t.id.sequence.value() + 1); })},
      {"partner", Always<Transaction>([](auto& t) { t.partner = PartnerId(99); })},
      {"member", Always<Transaction>([](auto& t) { t.member.low ^= 1; })},
      {"currency",
       Always<Transaction>([](auto& t) { t.currency = CurrencyId(t.currency.value() ^ 3); })},
      {"request id", Always<Transaction>([](auto& t) { t.request_id += "x"; })},
      {"window", Always<Transaction>([](auto& t) { t.window = WindowId(t.window.value() + 1); })},
      {"posted later",
       Always<Transaction>([](auto& t) { t.posted_at.micros += 3'650 * kMicrosPerDay; })},
      {"posted before",
       [](Transaction& t) {
         t.posted_at.micros -= 3'650 * kMicrosPerDay;
         return t.id.sequence > Sequence(1);
       }},
      {"type", Always<Transaction>([](auto& t) {
         t.type = t.type == TransactionType::kEarn ? TransactionType::kAdjustment
                                                   : TransactionType::kEarn;
       })},
      {"points", Always<Transaction>([](auto& t) { t.points += Points(1); })},
      {"points and lots", MovePoints},
      {"points beyond measure", Always<Transaction>([](auto& t) { t.points = Points(INT64_MAX); })},
      {"partner points",
       Always<Transaction>([](auto& t) { t.partner_points += PartnerPoints(1); })},
      {"lot's points", InEvery(FirstLot, [](auto& lot) { lot.points += Points(1); })},
      {"lot's points beyond measure",
       InEvery(FirstLot, [](auto& lot) { lot.points = Points(INT64_MIN + 1); })},
      {"lot's issuer",
       InEvery(FirstLot,
               [](auto& lot) { lot.lot.issuer = PartnerId(lot.lot.issuer.value() ^ 3); })},
      {"lot's terms", InEvery(FirstLot, [](auto& lot) { lot.lot.terms_version = 99; })},
      {"lot's date", InEvery(FirstLot, [](auto& lot) { lot.lot.expires_on.days -= 1; })},
      {"leg's amount", InEvery(FirstLeg, [](auto& leg) { leg.money.amount += Micros(1); })},
      {"money between legs", MoveMoney},
      {"leg's points", InEvery(FirstLeg, [](auto& leg) { leg.points += Points(1); })},
      {"leg's partner",
       InEvery(FirstLeg, [](auto& leg) { leg.partner = PartnerId(leg.partner.value() ^ 3); })},
      {"leg's kind", InEvery(FirstLeg, [](auto& leg) { leg.kind = LegKind::kClearing; })},
      {"legs",
       [](Transaction& t) {
         const bool had = !t.legs.empty();
         t.legs.clear();
         return had;
       }},
      {"terms", InEvery(WithTerms, [](auto& t) { t.terms_version = 99; })},
      {"rate", InEvery(ConversionOf, [](auto& c) { c.rate.numerator += 1; })},
      {"rate's version", InEvery(ConversionOf, [](auto& c) { c.rate_version = 99; })},
      {"carry's change", InEvery(ConversionOf, [](auto& c) { c.carry_change += 1; })},
      {"carry", InEvery(CarryAfter, [](auto& carry) { carry.numerator += 1; })},
      {"carry and its change",
       [](Transaction& t) {
         if (CarryAfter(t) == nullptr) return false;
         CarryAfter(t)->numerator += 1;
         t.conversion->carry_change += 1;
         return true;
       }},
      {"what it was for",
       [](Transaction& t) {
         if (auto* purchase = std::get_if<Purchase>(&t.facts))
           purchase->amount.amount += Micros(7'000'000);
         if (auto* activity = std::get_if<Activity>(&t.facts)) activity->quantity += 1;
         if (auto* money = std::get_if<Money>(&t.facts)) money->amount += Micros(7'000'000);
         return !std::holds_alternative<std::monostate>(t.facts);
       }},
      {"previous",
       Always<Transaction>([](auto& t) { t.previous = Sequence(t.previous.value() + 1); })},
      {"available", Always<Transaction>([](auto& t) { t.balance_after.available += Points(1); })},
      {"pending", Always<Transaction>([](auto& t) { t.balance_after.pending += Points(1); })},
      {"held", Always<Transaction>([](auto& t) { t.balance_after.held += Points(1); })},
      {"balance's date", Always<Transaction>([](auto& t) { t.balance_after.as_of.days += 1; })},
      {"original",
       InEvery(OriginalOf, [](auto& id) { id.sequence = Sequence(id.sequence.value() ^ 1); })},
      {"original far away", InEvery(OriginalOf, [](auto& id) { id.sequence = Sequence(9'999); })},
      {"no original",
       [](Transaction& t) {
         const bool had = t.original.has_value();
         t.original.reset();
         return had;
       }},
      {"original's type", InEvery(Reversal,
                                  [](auto& t) {
                                    t.original_type = t.original_type == TransactionType::kEarn
                                                          ? TransactionType::kBurn
                                                          : TransactionType::kEarn;
                                  })},
      {"not recovered", InEvery(Reversal, [](auto& t) { t.not_recovered += Points(1); })},
      {"line", InEvery(FirstLine, [](auto& line) { line.line += 1; })},
      {"line's quantity", InEvery(FirstLine, [](auto& line) { line.quantity += 1; })},
      {"counterpart",
       [](Transaction& t) {
         const bool had = t.counterpart.has_value();
         t.counterpart.reset();
         return had;
       }},
      {"counterpart's member", InEvery(CounterpartOf, [](auto& c) { c.member.low ^= 1; })},
      {"counterpart's currency",
       InEvery(CounterpartOf, [](auto& c) { c.currency = CurrencyId(c.currency.value() ^ 3); })},
      {"counterpart's points", InEvery(CounterpartOf, [](auto& c) { c.points += Points(1); })},
      {"counterpart's lot", InEvery(OtherLot, [](auto& lot) { lot.points += Points(1); })},
      {"counterpart's lot's date",
       InEvery(OtherLot, [](auto& lot) { lot.lot.available_on.days += 1; })},
      {"counterpart's previous",
       InEvery(CounterpartOf, [](auto& c) { c.previous = Sequence(c.previous.value() + 1); })},
      {"counterpart's balance",
       InEvery(CounterpartOf, [](auto& c) { c.balance_after.available += Points(1); })},
      {"counterpart's held",
       InEvery(CounterpartOf, [](auto& c) { c.balance_after.held += Points(1); })},
      {"reserved", InEvery(FirstReserved, [](auto& slice) { slice.points += Points(1); })},
      {"reserved lot", InEvery(FirstReserved, [](auto& slice) { slice.lot.expires_on.days -= 1; })},
      {"hold that never was",
       InEvery(FirstReserved, [](auto& slice) { slice.points = Points(0); })},
  };
  return kCases;
}

// The audit reads some rows more than once: it sees the same each time.
TEST_F(TamperingTest, OfTransactionsIsSeen) {
  const auto end = (*ledger_.OpenSnapshot())->lane().next_sequence;
  for (const JournalCase& c : JournalCases()) {
    int changed = 0;
    for (Sequence sequence(1); sequence < end; sequence = Sequence(sequence.value() + 1)) {
      bool is_changed = false;
      Tampering tampering;
      tampering.journal = [&](Transaction& t) {
        if (t.id.sequence == sequence) is_changed = c.change(t) || is_changed;
        return true;
      };
      const std::string found = FirstDifference(tampering);
      EXPECT_EQ(found != "", is_changed) << c.name << " of " << sequence.value() << ": " << found;
      changed += is_changed;
    }
    EXPECT_GT(changed, 0) << c.name << " is nowhere";
  }
}

TEST_F(TamperingTest, OfAHoldsEndIsSeenWhileItIsOpen) {
  Tampering tampering;
  tampering.journal = [](Transaction& t) {
    if (t.request_id == "late hold") t.hold_expires_at.micros += 1;
    return true;
  };
  EXPECT_NE(FirstDifference(tampering).find("a hold is missing"), std::string::npos);
}

// Takes the last lot out of a merger, on both sides.
void LeaveBehind(Transaction& t) {
  const Points left = -t.lots.back().points;
  t.lots.pop_back();
  t.counterpart->lots.pop_back();
  t.points += left;
  t.counterpart->points -= left;
}

// What is changed agrees with itself, and is still not what could have happened.
TEST_F(TamperingTest, OfSeveralFieldsAtOnceIsSeen) {
  struct Case {
    const char* request_id;
    void (*change)(Transaction&);
    const char* expected;
  };
  const Case kCases[] = {
      {"late hold", [](Transaction& t) { t.reserved[0].points += Points(1'000); },
       "it reserves points that are not free"},
      {"capture",
       [](Transaction& t) {
         t.lots[0].points -= Points(1'000);
         t.points -= Points(1'000);
       },
       "it takes more than was held"},
      {"merge", LeaveBehind, "it leaves points behind"},
      {"popcorn back", [](Transaction& t) { t.lots[0].lot.available_on.days += 1; },
       "points do not go back to their lots"},
      {"popcorn back",
       [](Transaction& t) {
         t.legs.front().money.amount -= Micros(10'000);
         for (MoneyLeg& leg : t.legs) {
           if (leg.kind == LegKind::kClearing) leg.money.amount += Micros(10'000);
         }
       },
       "its parts are not one share of its original"},
      {"one loaf", [](Transaction& t) { t.reversed_lines[0].quantity = 3; },
       "it reverses more of a line than there was"},
      {"one loaf", [](Transaction& t) { t.reversed_lines[0].quantity = 2; },
       "its parts are not one share of its original"},
      {"one loaf",
       [](Transaction& t) {
         t.points -= Points(100'000);
         t.lots[0].points -= Points(100'000);
       },
       "it reverses more than there was"},
  };
  for (const Case& c : kCases) {
    Tampering tampering;
    tampering.journal = [&](Transaction& t) {
      if (t.request_id == c.request_id) c.change(t);
      return true;
    };
    const std::string found = FirstDifference(tampering);
    EXPECT_NE(found.find(c.expected), std::string::npos) << c.request_id << ": " << found;
  }
}

TEST_F(TamperingTest, OfAccountsIsSeen) {
  using T = Tampering;
  SeesEveryChange("lots", &T::lots,
                  Always<AccountKey, Lot>([](auto&, auto& lot) { lot.points += Points(1); }));
  SeesEveryChange("lots' terms", &T::lots,
                  Always<AccountKey, Lot>([](auto&, auto& lot) { lot.key.terms_version += 1; }));
  SeesEveryChange("lots' owners", &T::lots,
                  Always<AccountKey, Lot>([](auto& key, auto&) { key.member.low ^= 1; }));
  SeesEveryChange("heads", &T::accounts, Always<AccountKey, Sequence>([](auto&, auto& last) {
                    last = Sequence(last.value() - 1);
                  }));
  SeesEveryChange("holds", &T::holds, Always<AccountKey, Hold>([](auto&, auto& hold) {
                    hold.reserved[0].points -= Points(1);
                  }));
  SeesEveryChange("holds' ends", &T::holds,
                  Always<AccountKey, Hold>([](auto&, auto& hold) { hold.expires_at.micros += 1; }));
  SeesEveryChange("holds' owners", &T::holds,
                  Always<AccountKey, Hold>([](auto& key, auto&) { key.currency = store::kBuns; }));
  SeesEveryChange("holds' names", &T::holds, Always<AccountKey, Hold>([](auto&, auto& hold) {
                    hold.authorization.sequence = Sequence(12);
                  }));
  SeesEveryChange("earn carries", &T::carries, Always<CarryKey, Carries>([](auto&, auto& carries) {
                    carries.earn.numerator += 1;
                  }));
  SeesEveryChange("burn carries", &T::carries, Always<CarryKey, Carries>([](auto&, auto& carries) {
                    carries.burn.numerator += 1;
                  }));
  SeesEveryChange("carries' directions", &T::carries, [](CarryKey& key, Carries& carries) {
    key.from = CurrencyId(key.from.value() + 1);
    return carries != Carries{};
  });
  SeesEveryChange("outstanding", &T::outstanding,
                  Always<OutstandingKey, Points>([](auto&, auto& points) { points += Points(1); }));
  SeesEveryMissingRow("lots", &T::lots);
  SeesEveryMissingRow("heads", &T::accounts);
  SeesEveryMissingRow("holds", &T::holds);
  SeesEveryMissingRow("outstanding", &T::outstanding);
}

TEST_F(TamperingTest, OfWhatWasReversedIsSeen) {
  struct Case {
    const char* name;
    std::function<bool(TransactionId&, ReversalState&)> change;
  };
  const auto always = [](auto change) {
    return [change](TransactionId&, ReversalState& state) {
      change(state);
      return true;
    };
  };
  const Case kCases[] = {
      {"points", always([](auto& s) { s.points += Points(1); })},
      {"partner points", always([](auto& s) { s.partner_points += PartnerPoints(1); })},
      {"amount", always([](auto& s) { s.amount += Micros(1'000'000'000); })},
      {"carry", always([](auto& s) { s.carry_change += 1; })},
      {"lines", always([](auto& s) { s.line_quantities.push_back(1); })},
      {"legs", always([](auto& s) { s.legs.push_back(Micros(1)); })},
      {"complete", always([](auto& s) { s.complete = !s.complete; })},
      {"counterpart", always([](auto& s) { s.counterpart_points += Points(1); })},
      {"closed by", always([](auto& s) {
         s.closed_by = TransactionId{LaneId(0), Sequence(1)};
       })},
      {"not closed",
       [](TransactionId&, ReversalState& state) {
         const bool was = state.closed_by.has_value();
         state.closed_by.reset();
         return was;
       }},
      // It was named by lines.
      {"amount of lines",
       [](TransactionId& id, ReversalState& state) {
         if (id.sequence != Sequence(1)) return false;
         state.amount += Micros(1);
         return true;
       }},
      {"of another",
       [](TransactionId& id, ReversalState&) {
         id.sequence = Sequence(id.sequence.value() + 100);
         return true;
       }},
  };
  for (const Case& c : kCases) SeesEveryChange(c.name, &Tampering::reversals, c.change);
  SeesEveryMissingRow("reversals", &Tampering::reversals);
}

TEST_F(TamperingTest, OfSettlementIsSeen) {
  using T = Tampering;
  SeesEveryChange("amounts", &T::positions, Always<PositionKey, PositionTotal>([](auto&, auto& t) {
                    t.amount += Micros(1);
                  }));
  SeesEveryChange("points", &T::positions, Always<PositionKey, PositionTotal>([](auto&, auto& t) {
                    t.points += Points(1);
                  }));
  SeesEveryChange("lines", &T::positions,
                  Always<PositionKey, PositionTotal>([](auto&, auto& t) { t.lines += 1; }));
  SeesEveryChange("kinds", &T::positions, Always<PositionKey, PositionTotal>([](auto& key, auto&) {
                    key.kind = LegKind(static_cast<int>(key.kind) ^ 8);
                  }));
  SeesEveryChange("nets", &T::settlements,
                  Always<PartnerSettlement>([](auto& s) { s.net_minor_units += 1; }));
  SeesEveryChange("residues", &T::settlements,
                  Always<PartnerSettlement>([](auto& s) { s.closing_residue += Micros(1); }));
  SeesEveryChange("closed totals", &T::closed_totals,
                  Always<PartnerId, Micros>([](auto&, auto& total) { total += Micros(1); }));
  SeesEveryChange("windows' ends", &T::windows, Always<Window>([](auto& window) {
                    window.end = Sequence(window.end.value() + 1);
                  }));
  SeesEveryChange("windows' closings", &T::windows, [](Window& window) {
    if (window.IsOpen()) return false;
    window.closed_at->micros += 1;
    return true;
  });
  SeesEveryMissingRow("positions", &T::positions);
  SeesEveryMissingRow("settlements", &T::settlements);
  SeesEveryMissingRow("closed totals", &T::closed_totals);
  SeesEveryMissingRow("windows", &T::windows);
}

bool HasPosted(const RequestKey& key, const StoredOutcome& outcome) {
  return std::holds_alternative<TransactionId>(outcome.result) || key.request_id == "merge" ||
         key.request_id == "sweep";
}

TEST_F(TamperingTest, OfOutcomesIsSeen) {
  using T = Tampering;
  SeesEveryChange("another transaction", &T::outcomes, [](RequestKey&, StoredOutcome& outcome) {
    auto* posted = std::get_if<TransactionId>(&outcome.result);
    if (posted == nullptr) return false;
    posted->sequence = Sequence(posted->sequence.value() % 10 + 1);
    return true;
  });
  SeesEveryChange("a transaction that is not there", &T::outcomes,
                  [](RequestKey&, StoredOutcome& outcome) {
                    outcome.result = TransactionId{LaneId(0), Sequence(9'999)};
                    return true;
                  });
  SeesEveryChange("another request", &T::outcomes, [](RequestKey& key, StoredOutcome& outcome) {
    const bool posted = HasPosted(key, outcome);
    key.request_id += "x";
    return posted;
  });
  SeesEveryChange("another's request", &T::outcomes, [](RequestKey& key, StoredOutcome& outcome) {
    key.scope = PartnerId(99);
    return HasPosted(key, outcome);
  });
  SeesEveryChange("a rejection", &T::outcomes, [](RequestKey& key, StoredOutcome& outcome) {
    const bool posted = HasPosted(key, outcome);
    outcome.result = Rejection{Reason::kAmountOverflow, {}};
    return posted;
  });
  SeesEveryChange("the survivor of a merger", &T::outcomes,
                  [](RequestKey& key, StoredOutcome& outcome) {
                    if (key.request_id != "merge") return false;
                    std::get<MemberOutcome>(outcome.result).member = store::Member(2);
                    return true;
                  });
  SeesEveryChange("how much expired", &T::outcomes, [](RequestKey& key, StoredOutcome& outcome) {
    if (key.request_id != "sweep") return false;
    domain::KeptEffect& kept = std::get<domain::KeptEffect>(outcome.result);
    ExpirySweep sweep = std::get<ExpirySweep>(*kept);
    ++sweep.lots;
    kept = std::make_shared<const Effect>(sweep);
    return true;
  });
}

TEST_F(TamperingTest, OfMembersIsSeen) {
  using T = Tampering;
  SeesEveryChange("merged into nobody", &T::members, [](Member& member) {
    if (!member.merged_into) return false;
    member.merged_into.reset();
    return true;
  });
  SeesEveryChange("merged into another", &T::members, [](Member& member) {
    if (!member.merged_into) return false;
    member.merged_into = store::Member(2);
    return true;
  });
  SeesEveryChange("merged into itself", &T::members, [](Member& member) {
    member.merged_into = member.id;
    return true;
  });
  SeesEveryChange("who was merged", &T::members, [](Member& member) {
    const bool had = !member.merged.empty();
    member.merged.clear();
    return had;
  });
  SeesEveryChange("who was not merged", &T::members,
                  Always<Member>([](auto& member) { member.merged.push_back(store::Member(2)); }));
  SeesEveryChange("identifiers", &T::members, [](Member& member) {
    const bool had = !member.identifiers.empty();
    member.identifiers.clear();
    return had;
  });
  SeesEveryChange("of the erased", &T::members, [](Member& member) {
    if (!member.erased) return false;
    member.link_code = "still there";
    return true;
  });
  SeesEveryChange("erased", &T::members, [](Member& member) {
    if (member.identifiers.empty()) return false;
    member.erased = true;
    return true;
  });
  SeesEveryChange("whom an identifier names", &T::identifiers,
                  Always<Identifier, MemberId>([](auto&, auto& member) { member.low ^= 1; }));
  SeesEveryChange(
      "identifiers' values", &T::identifiers,
      Always<Identifier, MemberId>([](auto& identifier, auto&) { identifier.value += "x"; }));
  SeesEveryMissingRow("members", &T::members);
  SeesEveryMissingRow("identifiers", &T::identifiers);
}

TEST_F(TamperingTest, OfAuditEventsIsSeen) {
  using T = Tampering;
  SeesEveryChange("numbers", &T::audit_events,
                  Always<AuditEvent>([](auto& event) { event.number += 1; }));
  SeesEveryChange("times", &T::audit_events, Always<AuditEvent>([](auto& event) {
                    event.at.micros += 3'650 * kMicrosPerDay;
                  }));
  SeesEveryMissingRow("audit events", &T::audit_events);
}

TEST_F(TamperingTest, OfTheLaneIsSeen) {
  const std::pair<const char*, void (*)(LaneState&)> kCases[] = {
      {"next sequence",
       [](LaneState& lane) { lane.next_sequence = Sequence(lane.next_sequence.value() + 1); }},
      {"time", [](LaneState& lane) { lane.latest_at = kFirstMoment; }},
      {"next event", [](LaneState& lane) { lane.next_event += 1; }},
      {"open window", [](LaneState& lane) { lane.open_window.id = WindowId(2); }},
  };
  for (const auto& [name, change] : kCases) {
    Tampering tampering;
    tampering.lane = change;
    EXPECT_NE(FirstDifference(tampering), "") << name;
  }
}

}  // namespace
}  // namespace coalition::reporting
