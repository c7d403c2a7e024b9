#include "partner_sdk/src/enum_names.h"

#include "coalition/partners.h"
#include "coalition/settlement.h"
#include "coalition/types.h"

namespace coalition {

namespace {

constexpr std::string_view kTransactionTypes[] = {
    "UNSPECIFIED", "EARN",       "BURN",     "REVERSAL",   "AUTHORIZATION", "CAPTURE",
    "VOID",        "CONVERSION", "TRANSFER", "ADJUSTMENT", "EXPIRY"};
constexpr std::string_view kLegKinds[] = {"UNSPECIFIED",       "ISSUE",    "REDEMPTION",
                                          "REDEMPTION_CHARGE", "FEE",      "CLEARING",
                                          "FEE_INCOME",        "BREAKAGE", "BREAKAGE_EXPENSE"};
constexpr std::string_view kReservationStates[] = {"UNSPECIFIED", "OPEN", "CAPTURED", "VOIDED",
                                                   "EXPIRED"};
constexpr std::string_view kPartnerStates[] = {"UNSPECIFIED", "ACTIVE", "SUSPENDED"};
constexpr std::string_view kRoundings[] = {"UNSPECIFIED", "CARRY", "FLOOR", "HALF_EVEN"};
constexpr std::string_view kCharges[] = {"UNSPECIFIED", "ON_ISSUE", "ON_REDEMPTION"};
constexpr std::string_view kNetDebitCapKinds[] = {"UNSPECIFIED", "POSTPAID", "PREPAID"};
constexpr std::string_view kRoles[] = {"UNSPECIFIED", "OPERATOR", "PARTNER"};
constexpr std::string_view kWindowStates[] = {"UNSPECIFIED", "OPEN", "CLOSED", "APPROVED",
                                              "SETTLED"};
constexpr std::string_view kObligationStates[] = {"UNSPECIFIED", "DUE", "PARTLY_PAID", "PAID"};

}  // namespace

using sdk_internal::NameIn;

std::string_view ToString(TransactionType type) { return NameIn(kTransactionTypes, type); }
std::string_view ToString(LegKind kind) { return NameIn(kLegKinds, kind); }
std::string_view ToString(ReservationState state) { return NameIn(kReservationStates, state); }
std::string_view ToString(PartnerState state) { return NameIn(kPartnerStates, state); }
std::string_view ToString(Rounding rounding) { return NameIn(kRoundings, rounding); }
std::string_view ToString(Charge charge) { return NameIn(kCharges, charge); }
std::string_view ToString(NetDebitCapKind kind) { return NameIn(kNetDebitCapKinds, kind); }
std::string_view ToString(Role role) { return NameIn(kRoles, role); }
std::string_view ToString(WindowState state) { return NameIn(kWindowStates, state); }
std::string_view ToString(ObligationState state) { return NameIn(kObligationStates, state); }

}  // namespace coalition
