#include "tests/store/ledger_dump.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "server/domain/check.h"

namespace coalition::store {
namespace {

template <StoredRecord T>
std::string Hex(const T& record) {
  return absl::BytesToHexString(BytesOf(record));
}

std::string Text(const domain::AccountKey& key) {
  return absl::StrCat(key.member.ToString(), " ", key.currency.value());
}

std::string Text(const domain::LotKey& key) {
  return absl::StrCat(key.expires_on.days, " ", key.available_on.days, " ", key.issuer.value(), " ",
                      key.terms_version);
}

std::string Text(const domain::Identifier& identifier) {
  return absl::StrCat(identifier.partner.value(), " ", identifier.kind, " ", identifier.value);
}

std::string Text(const domain::PositionKey& key) {
  return absl::StrCat(key.window.value(), " ", key.partner.value(), " ",
                      std::string(key.currency.code()), " ", static_cast<int>(key.type), " ",
                      static_cast<int>(key.kind));
}

std::string Text(const domain::Carry& carry) {
  return absl::StrCat(carry.numerator, "/", carry.denominator);
}

std::string Text(const domain::CarryKey& key) {
  return absl::StrCat(key.member.ToString(), " ", key.partner.value(), " ", key.currency.value(),
                      " ", key.from.value());
}

std::string Text(const domain::DayKey& key) {
  return absl::StrCat(key.member.ToString(), " ", key.partner.value(), " ", key.currency.value());
}

std::string Text(const domain::StoredOutcome& outcome) {
  const std::string digest(outcome.digest.begin(), outcome.digest.end());
  return absl::StrCat(absl::BytesToHexString(digest), " ", Hex(outcome.result));
}

// Collects the rows of one table.
class Rows {
 public:
  Rows(LedgerDump& dump, const char* table) : rows_(dump[table]) {}
  template <typename... T>
  bool Add(const T&... parts) {
    std::string row;
    (absl::StrAppend(&row, parts, " | "), ...);
    rows_.push_back(std::move(row));
    return true;
  }

 private:
  std::vector<std::string>& rows_;
};

void DumpLane(LedgerSnapshot& snapshot, LedgerDump& dump) {
  Rows(dump, "lane")
      .Add(snapshot.lane().lane.value(), snapshot.lane().next_sequence.value(),
           Hex(snapshot.lane().open_window), snapshot.lane().latest_at.micros,
           snapshot.lane().next_event);
}

}  // namespace

LedgerDump DumpOf(const domain::Catalog& catalog) {
  LedgerDump dump;
  Rows(dump, "network").Add(Hex(catalog.network), catalog.network.time_zone.name());
  for (const auto& [id, partner] : catalog.partners()) Rows(dump, "partners").Add(Hex(partner));
  for (const auto& [id, currency] : catalog.currencies()) {
    Rows(dump, "currencies").Add(Hex(currency));
  }
  for (const auto& [key, versions] : catalog.rates()) {
    for (const auto& rate : versions) Rows(dump, "rates").Add(Hex(rate));
  }
  for (const auto& [key, versions] : catalog.terms()) {
    for (const auto& terms : versions) Rows(dump, "terms").Add(Hex(terms));
  }
  for (const auto& [key, versions] : catalog.conversion_rates()) {
    for (const auto& rate : versions) Rows(dump, "conversion_rates").Add(Hex(rate));
  }
  for (const auto& [key, limits] : catalog.limits()) {
    Rows(dump, "limits").Add(Hex(domain::PartnerLimits{key.first, key.second, limits}));
  }
  for (const auto& [id, credential] : catalog.credentials()) {
    Rows(dump, "credentials").Add(id, Hex(credential));
  }
  return dump;
}

LedgerDump DumpOf(LedgerSnapshot& snapshot) {
  LedgerDump dump;
  DumpLane(snapshot, dump);
  const auto table = [&](const char* name, auto scan) {
    Rows rows(dump, name);
    const absl::Status status = scan(rows);
    COALITION_CHECK(status.ok(), status.ToString());
    std::sort(dump[name].begin(), dump[name].end());
  };
  table("journal", [&](Rows& rows) {
    return snapshot.ScanJournal({}, [&](const auto& t) { return rows.Add(Hex(t)); });
  });
  for (std::uint32_t partner = 0; partner <= 4; ++partner) {
    for (const bool reported_only : {false, true}) {
      table("partner_journal", [&](Rows& rows) {
        return snapshot.ScanPartnerJournal(
            domain::PartnerId(partner), reported_only, {}, [&](const domain::Transaction& t) {
              return rows.Add(partner, reported_only, t.id.ToString());
            });
      });
    }
  }
  table("windows", [&](Rows& rows) {
    return snapshot.ScanWindows(domain::WindowId(INT64_MAX),
                                [&](const auto& window) { return rows.Add(Hex(window)); });
  });
  table("positions", [&](Rows& rows) {
    return snapshot.ScanPositions(std::nullopt, [&](const auto& key, const auto& total) {
      return rows.Add(Text(key), total.lines, total.points.value(), total.amount.value());
    });
  });
  table("settlements", [&](Rows& rows) {
    return snapshot.ScanSettlements(std::nullopt, [&](const auto& s) { return rows.Add(Hex(s)); });
  });
  table("lots", [&](Rows& rows) {
    return snapshot.ScanLots([&](const auto& account, const auto& lot) {
      return rows.Add(Text(account), Text(lot.key), lot.points.value());
    });
  });
  table("accounts", [&](Rows& rows) {
    return snapshot.ScanAccounts([&](const auto& account, const auto& last) {
      return rows.Add(Text(account), last.value());
    });
  });
  table("carries", [&](Rows& rows) {
    return snapshot.ScanCarries([&](const auto& key, const auto& carries) {
      return rows.Add(Text(key), Text(carries.earn), Text(carries.burn));
    });
  });
  table("holds", [&](Rows& rows) {
    return snapshot.ScanHolds(
        [&](const auto& account, const auto& hold) { return rows.Add(Text(account), Hex(hold)); });
  });
  table("day_totals", [&](Rows& rows) {
    return snapshot.ScanDayTotals([&](const auto& key, const auto& totals) {
      return rows.Add(Text(key), totals.day.days, totals.earned.value(), totals.burned.value());
    });
  });
  table("closed_totals", [&](Rows& rows) {
    return snapshot.ScanClosedTotals([&](const auto& partner, const auto& amount) {
      return rows.Add(partner.value(), amount.value());
    });
  });
  table("outstanding", [&](Rows& rows) {
    return snapshot.ScanOutstanding([&](const auto& key, const auto& points) {
      return rows.Add(key.issuer.value(), key.currency.value(), points.value());
    });
  });
  table("reversals", [&](Rows& rows) {
    return snapshot.ScanReversals(
        [&](const auto& id, const auto& state) { return rows.Add(id.ToString(), Hex(state)); });
  });
  table("outcomes", [&](Rows& rows) {
    return snapshot.ScanOutcomes([&](const auto& request, const auto& outcome) {
      return rows.Add(request.scope.value(), request.request_id, Text(outcome));
    });
  });
  table("members", [&](Rows& rows) {
    return snapshot.ScanMembers(std::nullopt,
                                [&](const auto& member) { return rows.Add(Hex(member)); });
  });
  table("identifiers", [&](Rows& rows) {
    return snapshot.ScanIdentifiers([&](const auto& identifier, const auto& member) {
      return rows.Add(Text(identifier), member.ToString());
    });
  });
  table("audit_events", [&](Rows& rows) {
    return snapshot.ScanAuditEvents(INT64_MAX, [&](const domain::AuditEvent& event) {
      return rows.Add(event.number, event.at.micros, event.credential_id, event.action,
                      event.resource, event.reason);
    });
  });
  return dump;
}

LedgerDump DumpOf(LedgerStore& store) {
  const auto catalog = store.LoadCatalog();
  COALITION_CHECK(catalog.ok(), catalog.status().ToString());
  auto snapshot = store.OpenSnapshot();
  COALITION_CHECK(snapshot.ok(), snapshot.status().ToString());
  LedgerDump dump = DumpOf(**snapshot);
  dump.merge(DumpOf(**catalog));
  return dump;
}

}  // namespace coalition::store
