#include "tests/e2e/access_table.h"

namespace coalition::e2e {
namespace {

constexpr char kOk[] = "OK";
constexpr char kDenied[] = "PERMISSION_DENIED";
constexpr char kNoPartner[] = "PARTNER_NOT_FOUND";
constexpr char kNoMember[] = "MEMBER_NOT_FOUND";
constexpr char kInvalid[] = "INVALID_FIELD";
constexpr char kNotAsked[] = "-";

constexpr char kById[] = " member { member_id: '$member' } ";
constexpr char kByCard[] =
    " member { identifier { partner_id: '$partner' kind: 'card'"
    " value: '$card' } } ";
constexpr char kPartner[] = " partner_id: '$partner' ";

// A row for each way to name a member.
void AddMemberRows(const std::string& call, const std::string& rest, std::vector<AccessRow>& rows) {
  // The operator says for which partner, too.
  rows.push_back({call, rest + kPartner + kById, kOk, kNoPartner, kOk, kDenied, kDenied});
  rows.push_back({call, rest + kById, kNotAsked, kNotAsked, kOk, kDenied, kDenied});
  rows.push_back({call, rest + kByCard, kNotAsked, kNotAsked, kOk, kDenied, kDenied});
}

void AddTransferRows(std::vector<AccessRow>& rows) {
  const std::string points = "request_id: '$id' points: 5 ";
  const std::string by_id =
      points + "from_member { member_id: '$member' } to_member { member_id: '$friend' } ";
  const auto identifier = [](const std::string& card) {
    return "{ identifier { partner_id: '$partner' kind: 'card' value: '" + card + "' } } ";
  };
  rows.push_back({"Transfer", by_id + kPartner, kOk, kNoPartner, kOk, kDenied, kDenied});
  rows.push_back({"Transfer", by_id, kInvalid, kInvalid, kOk, kDenied, kDenied});
  rows.push_back(
      {"Transfer",
       points + "from_member " + identifier("$card") + "to_member " + identifier("$friendscard"),
       kNotAsked, kNotAsked, kOk, kDenied, kDenied});
  rows.push_back(
      {"Transfer", by_id + "partner_id: 'nike'", kOk, kNoMember, kNotAsked, kNotAsked, kNotAsked});
}

// A row for each way to name a hold.
void AddHoldRows(const std::string& call, std::vector<AccessRow>& rows) {
  const std::string hold = "request_id: '$id' transaction_id: '$hold'";
  rows.push_back({call, hold + kPartner, kOk, kNoPartner, kOk, kDenied, kDenied});
  rows.push_back({call, hold, kInvalid, kInvalid, kOk, kDenied, kDenied});
  rows.push_back(
      {call, hold + " partner_id: 'nike'", kOk, "HOLD_NOT_FOUND", kNotAsked, kNotAsked, kNotAsked});
  // What is no authorization.
  rows.push_back({call, "request_id: '$id' transaction_id: '$transaction'", kInvalid, kInvalid,
                  "HOLD_NOT_FOUND", kDenied, kDenied});
}

// What the operator alone may do, also when it is malformed.
void AddOperatorRows(std::vector<AccessRow>& rows) {
  const std::string id = "request_id: '$id' ";
  const std::string adjust = id + "points: 5 reason: 'x'" + kById;
  const std::string erase = id + "reason: 'x' member_id: ";
  const std::string merge = id + "reason: 'x' from_member_id: '$stranger' into_member_id: ";
  const std::string update = id + "display_name: 'x'";
  const std::vector<AccessRow> own = {
      {"Adjust", adjust + kPartner, kOk, kNoPartner, kDenied, kDenied, kDenied},
      {"Adjust", adjust + "partner_id: 'nike'", kOk, kNoMember, kDenied, kDenied, kDenied},
      {"ExpirePoints", id, kOk, kNotAsked, kDenied, kDenied, kDenied},
      {"MergeMembers", merge + "'$member'", kOk, kNoMember, kDenied, kDenied, kDenied},
      {"EraseMember", erase + "'$stranger'", kOk, kNotAsked, kDenied, kDenied, kDenied},
      {"EraseMember", erase + "'$member'", kNotAsked, kNoMember, kDenied, kDenied, kDenied},
      {"UpdatePartner", update + kPartner, kOk, kNoPartner, kDenied, kDenied, kDenied},
      {"SetExchangeRate",
       id + "conversion_rate { from_currency: 'POINTS' to_currency: 'MILES'"
            " rate { numerator: 1 denominator: 4 } }",
       kOk, kNotAsked, kDenied, kDenied, kDenied},
      {"SetLimits", id + kPartner, kOk, kNoPartner, kDenied, kDenied, kDenied},
      {"ListAuditEvents", "", kOk, kNotAsked, kDenied, kDenied, kDenied},
      {"ListAuditEvents", "page_size: -1", kInvalid, kNotAsked, kDenied, kDenied, kDenied},
  };
  rows.insert(rows.end(), own.begin(), own.end());
}

// A transaction tells a moment: everybody may name any, and nobody one that is not there.
void AddPastRows(std::vector<AccessRow>& rows) {
  const std::string then = " as_of_transaction_id: '$transaction' ";
  rows.push_back({"GetBalance", then + kById, kOk, kNoMember, kOk, kDenied, kDenied});
  rows.push_back({"GetPositions", then + kPartner, kOk, kNoPartner, kOk, kDenied, kDenied});
  rows.push_back({"GetLiability", then + kPartner, kOk, kNoPartner, kOk, kDenied, kDenied});
  for (const char* call : {"GetPositions", "GetLiability"}) {
    rows.push_back({call, then, kOk, "TRANSACTION_NOT_FOUND", kOk, kOk, kDenied});
  }
}

std::vector<AccessRow> MakeTable() {
  std::vector<AccessRow> rows;
  AddMemberRows("Earn", "request_id: '$id' points: 5", rows);
  AddMemberRows("Burn", "request_id: '$id' points: 5", rows);
  AddMemberRows("Authorize", "request_id: '$id' points: 1", rows);
  AddMemberRows("Convert",
                "request_id: '$id' points: 5 from_currency: 'POINTS' to_currency: 'MILES'", rows);
  AddTransferRows(rows);
  AddHoldRows("Capture", rows);
  AddHoldRows("Void", rows);
  AddOperatorRows(rows);
  AddPastRows(rows);
  AddMemberRows("Quote", "earn_points: 5", rows);
  AddMemberRows("Quote", "burn_points: 5", rows);
  AddMemberRows("GetBalance", "", rows);
  AddMemberRows("ListTransactions", "", rows);

  const std::vector<AccessRow> others = {
      {"GetBalance", kById, kOk, kNoMember, kOk, kDenied, kDenied},
      {"GetBalance", kByCard, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListTransactions", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListTransactions", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"ListTransactions", kById, kOk, kNoMember, kOk, kDenied, kDenied},
      {"Reverse", "request_id: '$id' points: 1 transaction_id: '$transaction'", kInvalid, kInvalid,
       kOk, kDenied, kDenied},
      {"Reverse", "request_id: '$id' points: 1 transaction_id: '$transaction' partner_id: 'nike'",
       kNotAsked, "TRANSACTION_NOT_FOUND", kNotAsked, kNotAsked, kNotAsked},
      {"Reverse",
       "request_id: '$id' points: 1 transaction_id: '$transaction' partner_id: '$partner'", kOk,
       kNoPartner, kOk, kDenied, kDenied},
      // A batch is taken, and its items fail.
      {"SubmitBatch",
       std::string("items { earn { request_id: '$id' points: 5") + kPartner + kById + "} }", kOk,
       kNoPartner, kOk, kDenied, kDenied},
      {"SubmitBatch",
       std::string(kPartner) + "items { burn { request_id: '$id' points: 5" + kById + "} }", kOk,
       kNoPartner, kOk, kDenied, kDenied},
      {"SubmitBatch", std::string("items { earn { request_id: '$id' points: 5") + kByCard + "} }",
       kInvalid, kInvalid, kOk, kDenied, kDenied},
      {"SubmitBatch",
       "items { reverse { request_id: '$id' points: 1 transaction_id: '$transaction' } }", kInvalid,
       kInvalid, kOk, kDenied, kDenied},
      {"SubmitBatch",
       std::string("items { authorize { request_id: '$id' points: 1") + kPartner + kById + "} }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"SubmitBatch", "items { capture { request_id: '$id' transaction_id: '$hold' } }", kInvalid,
       kInvalid, kOk, kDenied, kDenied},
      {"SubmitBatch", "items { void { request_id: '$id' transaction_id: '$hold' } }", kInvalid,
       kInvalid, kOk, kDenied, kDenied},
      {"SubmitBatch",
       std::string("items { convert { request_id: '$id' points: 5 from_currency: 'POINTS'"
                   " to_currency: 'MILES'") +
           kPartner + kById + "} }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"SubmitBatch",
       std::string("items { transfer { request_id: '$id' points: 5 from_member { member_id:"
                   " '$member' } to_member { member_id: '$friend' }") +
           kPartner + "} }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"GetTransaction", "transaction_id: '$transaction'", kOk, "TRANSACTION_NOT_FOUND", kOk,
       kDenied, kDenied},

      {"EnrollMember",
       std::string("request_id: '$id'") + kPartner +
           "identifiers { partner_id: '$partner' kind: 'card' value: '$fresh' }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"EnrollMember",
       "request_id: '$id' identifiers { partner_id: '$partner' kind: 'card' value: '$fresh' }",
       kInvalid, kInvalid, kOk, kDenied, kDenied},
      {"GetMember", "member_id: '$member'", kOk, kNoMember, kOk, kDenied, kDenied},
      {"ResolveMember", "identifier { partner_id: '$partner' kind: 'card' value: '$card' }", kOk,
       kNoPartner, kOk, kDenied, kDenied},
      {"ResolveMember", "identifier { partner_id: 'nike' kind: 'card' value: '$card' }", kNotAsked,
       kNoMember, kNotAsked, kNotAsked, kNotAsked},
      {"LinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { partner_id: '$partner'"
       " kind: 'app' value: '$fresh' }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"LinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { kind: 'app' value: '$fresh' }",
       kInvalid, kInvalid, kOk, kDenied, kDenied},
      {"LinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { kind: 'app' value: '$fresh' }"
       " link_code: '0123456789abcdef'",
       kInvalid, kInvalid, kOk, kDenied, kDenied},
      {"UnlinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { partner_id: '$partner'"
       " kind: 'app' value: '$app' }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"UnlinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { kind: 'app' value: '$app' }", kInvalid,
       kInvalid, kOk, kDenied, kDenied},
      {"UnlinkIdentifier",
       "request_id: '$id' member_id: '$member' identifier { partner_id: 'nike' kind: 'app'"
       " value: '$app' }",
       kOk, kNoMember, kNotAsked, kNotAsked, kNotAsked},
      {"ListMembers", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListMembers", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"ListConversionRates", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"GetLimits", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"GetLimits", "", kInvalid, kNotAsked, kOk, kNotAsked, kNotAsked},

      {"CreatePartner",
       "request_id: '$id' partner_id: '$fresh' display_name: 'x' settlement_currency: 'GBP'", kOk,
       kNotAsked, kDenied, kDenied, kDenied},
      // Not allowed comes before malformed.
      {"CreatePartner", "", kInvalid, kNotAsked, kDenied, kDenied, kDenied},
      {"GetPartner", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"GetPartner", "", kInvalid, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"ListPartners", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"ResumePartner", std::string("request_id: '$id' reason: 'x'") + kPartner, kOk, kNoPartner,
       kDenied, kDenied, kDenied},
      {"SuspendPartner", "request_id: '$id' reason: 'x' partner_id: '$scratch'", kOk, kNotAsked,
       kDenied, kNotAsked, kNotAsked},
      {"SuspendPartner", std::string("request_id: '$id' reason: 'x'") + kPartner, kNotAsked,
       kNoPartner, kDenied, kDenied, kDenied},
      {"CreateCurrency", "request_id: '$id' code: '$FRESH' owner_partner_id: '$partner'", kOk,
       kNoPartner, kDenied, kDenied, kDenied},
      {"SetExchangeRate",
       std::string("request_id: '$id' exchange_rate {") + kPartner +
           "earn { numerator: 1 denominator: 1 } burn { numerator: 1 denominator: 1 } }",
       kOk, kNoPartner, kOk, kDenied, kDenied},
      {"SetExchangeRate",
       std::string("request_id: '$id' backdating_reason: 'x' exchange_rate {") + kPartner +
           "effective_from { seconds: 1000000000 }"
           "earn { numerator: 1 denominator: 1 } burn { numerator: 1 denominator: 1 } }",
       kOk, kNoPartner, kDenied, kDenied, kDenied},
      {"ListExchangeRates", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListExchangeRates", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"SetTerms",
       std::string("request_id: '$id' terms { charge: CHARGE_ON_ISSUE") + kPartner + "}", kOk,
       kNoPartner, kDenied, kDenied, kDenied},
      {"ListTerms", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListTerms", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"CreateCredential", std::string("request_id: '$id' label: 'x'") + kPartner, kOk, kNoPartner,
       kOk, kDenied, kDenied},
      {"CreateCredential", "request_id: '$id' label: 'x' role: ROLE_OPERATOR", kOk, kNotAsked,
       kDenied, kNotAsked, kNotAsked},
      {"RevokeCredential", "request_id: '$id' credential_id: '$credential'", kOk, kInvalid, kOk,
       kDenied, kDenied},

      {"GetPositions", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"GetPositions", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"GetPositions", "window_id: 99", "WINDOW_NOT_FOUND", kNotAsked, "WINDOW_NOT_FOUND",
       kNotAsked, kNotAsked},
      {"CloseWindow", "request_id: '$id'", kOk, kNotAsked, kDenied, kDenied, kDenied},
      {"CloseWindow", "request_id: '$id' window_id: 99", "WINDOW_STATE", kNotAsked, kDenied,
       kDenied, kDenied},
      {"ListWindows", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"GetWindow", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"GetWindow", "window_id: 99", "WINDOW_NOT_FOUND", kNotAsked, "WINDOW_NOT_FOUND", kNotAsked,
       kNotAsked},
      {"GetStatement", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      // Whose comes before which.
      {"GetStatement", std::string("window_id: 99") + kPartner, "WINDOW_NOT_FOUND", kNoPartner,
       "WINDOW_NOT_FOUND", kDenied, kDenied},
      {"GetStatement", "", kInvalid, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"ListStatementLines", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListStatementLines", std::string("window_id: 99") + kPartner, "WINDOW_NOT_FOUND",
       kNoPartner, "WINDOW_NOT_FOUND", kDenied, kDenied},
      {"ListObligations", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"ListObligations", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},

      {"GetLiability", kPartner, kOk, kNoPartner, kOk, kDenied, kDenied},
      {"GetLiability", "", kOk, kNotAsked, kOk, kNotAsked, kNotAsked},
      {"VerifyLedger", "", kOk, kNotAsked, kDenied, kDenied, kDenied},
  };
  rows.insert(rows.end(), others.begin(), others.end());
  return rows;
}

}  // namespace

const std::vector<AccessRow>& AccessTable() {
  static const std::vector<AccessRow> table = MakeTable();
  return table;
}

}  // namespace coalition::e2e
