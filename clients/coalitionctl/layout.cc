#include "clients/coalitionctl/layout.h"

#include <algorithm>
#include <iterator>

namespace coalition::ctl {
namespace {

struct FieldLayout {
  const char* field;
  const char* text_at_default;
};

struct RowLayout {
  const char* message;
  std::vector<std::string> columns;
};

constexpr char kNetwork[] = "(network)";

constexpr FieldLayout kShownAtDefault[] = {
    {"coalition.v1.Balance.available", ""},
    {"coalition.v1.Balance.pending", ""},
    {"coalition.v1.Balance.held", ""},
    {"coalition.v1.LegTotal.lines", ""},
    {"coalition.v1.LegTotal.points", ""},
    {"coalition.v1.LegTotal.amount_micros", ""},
    {"coalition.v1.Liability.points", ""},
    {"coalition.v1.Liability.expiry_month", "never"},
    {"coalition.v1.Lot.points", ""},
    {"coalition.v1.MoneyLeg.partner_id", kNetwork},
    {"coalition.v1.Obligation.payer_id", kNetwork},
    {"coalition.v1.Obligation.payee_id", kNetwork},
    {"coalition.v1.Obligation.paid_minor_units", ""},
    {"coalition.v1.Position.partner_id", kNetwork},
    {"coalition.v1.Statement.opening_residue_micros", ""},
    {"coalition.v1.Statement.net_micros", ""},
    {"coalition.v1.Statement.line_count", ""},
    {"coalition.v1.StatementLine.points", ""},
    {"coalition.v1.StatementLine.amount_micros", ""},
    {"coalition.v1.StatementTotal.lines", ""},
    {"coalition.v1.StatementTotal.points", ""},
    {"coalition.v1.StatementTotal.amount_micros", ""},
    {"coalition.v1.Terms.issue_price_micros", ""},
    {"coalition.v1.Terms.redemption_price_micros", ""},
    {"coalition.v1.Transaction.points", ""},
};

const std::vector<RowLayout>& RowLayouts() {
  static const auto* const kLayouts = new std::vector<RowLayout>{
      {"coalition.v1.Obligation",
       {"obligation_id", "window_id", "payer_id", "payee_id", "amount_minor_units", "state",
        "paid_minor_units"}},
      {"coalition.v1.Transaction",
       {"transaction_id", "type", "partner_id", "member_id", "event_time", "points", "currency",
        "partner_points", "purchase.amount", "money_off", "window_id", "original_transaction_id",
        "reference"}},
  };
  return *kLayouts;
}

const FieldLayout* LayoutOf(const google::protobuf::FieldDescriptor& field) {
  const auto* const found =
      std::find_if(std::begin(kShownAtDefault), std::end(kShownAtDefault),
                   [&](const FieldLayout& layout) { return field.full_name() == layout.field; });
  return found == std::end(kShownAtDefault) ? nullptr : found;
}

}  // namespace

bool ShownAtDefault(const google::protobuf::FieldDescriptor& field) {
  return LayoutOf(field) != nullptr;
}

std::string TextAtDefault(const google::protobuf::FieldDescriptor& field) {
  const FieldLayout* layout = LayoutOf(field);
  return layout == nullptr ? "" : layout->text_at_default;
}

std::vector<std::string> ColumnsOf(const google::protobuf::Descriptor& type) {
  for (const RowLayout& layout : RowLayouts()) {
    if (type.full_name() == layout.message) return layout.columns;
  }
  return {};
}

}  // namespace coalition::ctl
