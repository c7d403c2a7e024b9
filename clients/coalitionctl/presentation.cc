#include "clients/coalitionctl/presentation.h"

#include "absl/strings/str_cat.h"

#include "clients/coalitionctl/failure.h"
#include "clients/coalitionctl/render.h"
#include "clients/coalitionctl/table.h"
#include "clients/coalitionctl/text_forms.h"
#include "clients/coalitionctl/value_text.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Message;

std::string VerifyLedgerText(const v1::VerifyLedgerResponse& response) {
  Table counts{{Column{}, Column{"", true}},
               {{"transactions", absl::StrCat(response.transactions())},
                {"members", absl::StrCat(response.members())},
                {"lots", absl::StrCat(response.lots())},
                {"positions", absl::StrCat(response.positions())},
                {"windows", absl::StrCat(response.windows())}}};
  const std::string difference =
      response.ok() ? "" : absl::StrCat(Printable(response.first_difference()), "\n");
  return absl::StrCat("VerifyLedger: ", response.ok() ? "ok" : "FAILED", "\n", difference,
                      ToText(counts));
}

std::vector<std::string> BatchRow(int number, const v1::BatchResult& result) {
  const std::string ordinal = absl::StrCat(number);
  const std::string request_id = Printable(result.request_id());
  if (result.has_error()) {
    const Failure failure = FailureOf(result.error());
    return {ordinal, request_id, failure.reason, "", "", "", Printable(failure.message)};
  }
  const v1::Receipt& receipt = result.receipt();
  return {ordinal,
          request_id,
          receipt.replayed() ? "replayed" : "ok",
          Printable(receipt.transaction().transaction_id()),
          absl::StrCat(receipt.transaction().points()),
          absl::StrCat(receipt.balance().available()),
          ""};
}

int FailedItems(const v1::SubmitBatchResponse& response) {
  int failed = 0;
  for (const v1::BatchResult& result : response.results()) failed += result.has_error() ? 1 : 0;
  return failed;
}

std::string BatchText(const v1::SubmitBatchResponse& response) {
  Table table{{{"item", true},
               {"request_id"},
               {"result"},
               {"transaction_id"},
               {"points", true},
               {"available", true},
               {"message"}},
              {}};
  for (int i = 0; i < response.results_size(); ++i) {
    table.rows.push_back(BatchRow(i + 1, response.results(i)));
  }
  const int failed = FailedItems(response);
  return absl::StrCat(ToText(table), response.results_size() - failed, " ok, ", failed,
                      " failed\n");
}

std::string MoneyText(const v1::Money& money) {
  return TextFormOf(v1::Money::descriptor())->format(money);
}

// One row per total, so that who owes what and why stand in one table.
std::string PositionsText(const v1::GetPositionsResponse& response) {
  Table legs{{{"partner_id"}, {"kind"}, {"lines", true}, {"points", true}, {"amount", true}}, {}};
  for (const v1::Position& position : response.positions()) {
    const std::string owner =
        position.partner_id().empty() ? "(network)" : Printable(position.partner_id());
    for (const v1::LegTotal& total : position.totals()) {
      const auto* kind = v1::LegKind_descriptor()->FindValueByNumber(total.kind());
      legs.rows.push_back({owner, kind == nullptr ? "" : ShortEnumName(*kind),
                           absl::StrCat(total.lines()), absl::StrCat(total.points()),
                           FormatMicros(total.amount_micros())});
    }
    legs.rows.push_back({owner, "net", "", "", MoneyText(position.net())});
  }
  const std::string text = legs.rows.empty() ? "(none)\n" : ToText(legs);
  return absl::StrCat("window_id  ", response.window_id(), "\n\n", text);
}

}  // namespace

std::string Present(const Message& response) {
  if (const auto* ledger = dynamic_cast<const v1::VerifyLedgerResponse*>(&response)) {
    return VerifyLedgerText(*ledger);
  }
  if (const auto* batch = dynamic_cast<const v1::SubmitBatchResponse*>(&response)) {
    return BatchText(*batch);
  }
  if (const auto* positions = dynamic_cast<const v1::GetPositionsResponse*>(&response)) {
    return PositionsText(*positions);
  }
  return RenderResponse(response);
}

bool IsSuccess(const Message& response) {
  if (const auto* ledger = dynamic_cast<const v1::VerifyLedgerResponse*>(&response)) {
    return ledger->ok();
  }
  if (const auto* batch = dynamic_cast<const v1::SubmitBatchResponse*>(&response)) {
    return FailedItems(*batch) == 0;
  }
  return true;
}

}  // namespace coalition::ctl
