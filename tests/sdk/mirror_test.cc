// The public enums have the numbers and names of their namesakes on the wire.
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"

#include "coalition/error.h"
#include "coalition/partners.h"
#include "coalition/settlement.h"
#include "coalition/types.h"
#include "coalition/v1/errors.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "coalition/v1/transaction.pb.h"

namespace coalition::sdk_test {
namespace {

// `pairs` names every enumerator with the constant of the wire that it stands for.
template <class Enum>
void ExpectMirror(const google::protobuf::EnumDescriptor* descriptor, const std::string& prefix,
                  const std::string& name_of_zero, std::vector<std::pair<Enum, int>> pairs) {
  ASSERT_EQ(static_cast<std::size_t>(descriptor->value_count()), pairs.size());
  for (const auto& [value, number] : pairs) {
    EXPECT_EQ(static_cast<int>(value), number);
    const std::string wire_name = descriptor->FindValueByNumber(number)->name();
    EXPECT_EQ(ToString(value), number == 0 ? name_of_zero : wire_name.substr(prefix.size()));
  }
  EXPECT_EQ(ToString(static_cast<Enum>(pairs.size())), name_of_zero);
  EXPECT_EQ(ToString(static_cast<Enum>(-1)), name_of_zero);
}

TEST(Mirror, ErrorReason) {
  using enum ErrorReason;
  ExpectMirror<ErrorReason>(
      v1::ErrorReason_descriptor(), "ERROR_REASON_", "UNKNOWN",
      {
          {kUnknown, v1::ERROR_REASON_UNSPECIFIED},
          {kInvalidField, v1::ERROR_REASON_INVALID_FIELD},
          {kRateYieldsNothing, v1::ERROR_REASON_RATE_YIELDS_NOTHING},
          {kAmountOverflow, v1::ERROR_REASON_AMOUNT_OVERFLOW},
          {kUnauthenticated, v1::ERROR_REASON_UNAUTHENTICATED},
          {kPermissionDenied, v1::ERROR_REASON_PERMISSION_DENIED},
          {kPartnerNotFound, v1::ERROR_REASON_PARTNER_NOT_FOUND},
          {kMemberNotFound, v1::ERROR_REASON_MEMBER_NOT_FOUND},
          {kTransactionNotFound, v1::ERROR_REASON_TRANSACTION_NOT_FOUND},
          {kHoldNotFound, v1::ERROR_REASON_HOLD_NOT_FOUND},
          {kWindowNotFound, v1::ERROR_REASON_WINDOW_NOT_FOUND},
          {kRequestIdReused, v1::ERROR_REASON_REQUEST_ID_REUSED},
          {kAlreadyExists, v1::ERROR_REASON_ALREADY_EXISTS},
          {kIdentifierTaken, v1::ERROR_REASON_IDENTIFIER_TAKEN},
          {kInsufficientPoints, v1::ERROR_REASON_INSUFFICIENT_POINTS},
          {kNetDebitCapExceeded, v1::ERROR_REASON_NET_DEBIT_CAP_EXCEEDED},
          {kPartnerSuspended, v1::ERROR_REASON_PARTNER_SUSPENDED},
          {kNoRateInForce, v1::ERROR_REASON_NO_RATE_IN_FORCE},
          {kHoldExpired, v1::ERROR_REASON_HOLD_EXPIRED},
          {kHoldClosed, v1::ERROR_REASON_HOLD_CLOSED},
          {kReversalExceedsOriginal, v1::ERROR_REASON_REVERSAL_EXCEEDS_ORIGINAL},
          {kQuoteExpired, v1::ERROR_REASON_QUOTE_EXPIRED},
          {kWindowState, v1::ERROR_REASON_WINDOW_STATE},
          {kEventTimeOutOfRange, v1::ERROR_REASON_EVENT_TIME_OUT_OF_RANGE},
          {kLimitExceeded, v1::ERROR_REASON_LIMIT_EXCEEDED},
          {kQueueFull, v1::ERROR_REASON_QUEUE_FULL},
          {kRateLimited, v1::ERROR_REASON_RATE_LIMITED},
          {kTooLarge, v1::ERROR_REASON_TOO_LARGE},
          {kStoreUnavailable, v1::ERROR_REASON_STORE_UNAVAILABLE},
          {kShuttingDown, v1::ERROR_REASON_SHUTTING_DOWN},
          {kLinkedItemFailed, v1::ERROR_REASON_LINKED_ITEM_FAILED},
      });
}

TEST(Mirror, TransactionType) {
  using enum TransactionType;
  ExpectMirror<TransactionType>(v1::TransactionType_descriptor(), "TRANSACTION_TYPE_",
                                "UNSPECIFIED",
                                {
                                    {kUnspecified, v1::TRANSACTION_TYPE_UNSPECIFIED},
                                    {kEarn, v1::TRANSACTION_TYPE_EARN},
                                    {kBurn, v1::TRANSACTION_TYPE_BURN},
                                    {kReversal, v1::TRANSACTION_TYPE_REVERSAL},
                                    {kAuthorization, v1::TRANSACTION_TYPE_AUTHORIZATION},
                                    {kCapture, v1::TRANSACTION_TYPE_CAPTURE},
                                    {kVoid, v1::TRANSACTION_TYPE_VOID},
                                    {kConversion, v1::TRANSACTION_TYPE_CONVERSION},
                                    {kTransfer, v1::TRANSACTION_TYPE_TRANSFER},
                                    {kAdjustment, v1::TRANSACTION_TYPE_ADJUSTMENT},
                                    {kExpiry, v1::TRANSACTION_TYPE_EXPIRY},
                                });
}

TEST(Mirror, LegKind) {
  using enum LegKind;
  ExpectMirror<LegKind>(v1::LegKind_descriptor(), "LEG_KIND_", "UNSPECIFIED",
                        {
                            {kUnspecified, v1::LEG_KIND_UNSPECIFIED},
                            {kIssue, v1::LEG_KIND_ISSUE},
                            {kRedemption, v1::LEG_KIND_REDEMPTION},
                            {kRedemptionCharge, v1::LEG_KIND_REDEMPTION_CHARGE},
                            {kFee, v1::LEG_KIND_FEE},
                            {kClearing, v1::LEG_KIND_CLEARING},
                            {kFeeIncome, v1::LEG_KIND_FEE_INCOME},
                            {kBreakage, v1::LEG_KIND_BREAKAGE},
                            {kBreakageExpense, v1::LEG_KIND_BREAKAGE_EXPENSE},
                        });
}

TEST(Mirror, ReservationState) {
  using enum ReservationState;
  ExpectMirror<ReservationState>(v1::Reservation_State_descriptor(), "STATE_", "UNSPECIFIED",
                                 {
                                     {kUnspecified, v1::Reservation::STATE_UNSPECIFIED},
                                     {kOpen, v1::Reservation::STATE_OPEN},
                                     {kCaptured, v1::Reservation::STATE_CAPTURED},
                                     {kVoided, v1::Reservation::STATE_VOIDED},
                                     {kExpired, v1::Reservation::STATE_EXPIRED},
                                 });
}

TEST(Mirror, PartnerState) {
  using enum PartnerState;
  ExpectMirror<PartnerState>(v1::PartnerState_descriptor(), "PARTNER_STATE_", "UNSPECIFIED",
                             {
                                 {kUnspecified, v1::PARTNER_STATE_UNSPECIFIED},
                                 {kActive, v1::PARTNER_STATE_ACTIVE},
                                 {kSuspended, v1::PARTNER_STATE_SUSPENDED},
                             });
}

TEST(Mirror, Rounding) {
  using enum Rounding;
  ExpectMirror<Rounding>(v1::Rounding_descriptor(), "ROUNDING_", "UNSPECIFIED",
                         {
                             {kUnspecified, v1::ROUNDING_UNSPECIFIED},
                             {kCarry, v1::ROUNDING_CARRY},
                             {kFloor, v1::ROUNDING_FLOOR},
                             {kHalfEven, v1::ROUNDING_HALF_EVEN},
                         });
}

TEST(Mirror, Charge) {
  using enum Charge;
  ExpectMirror<Charge>(v1::Charge_descriptor(), "CHARGE_", "UNSPECIFIED",
                       {
                           {kUnspecified, v1::CHARGE_UNSPECIFIED},
                           {kOnIssue, v1::CHARGE_ON_ISSUE},
                           {kOnRedemption, v1::CHARGE_ON_REDEMPTION},
                       });
}

TEST(Mirror, NetDebitCapKind) {
  using enum NetDebitCapKind;
  ExpectMirror<NetDebitCapKind>(v1::NetDebitCap_Kind_descriptor(), "KIND_", "UNSPECIFIED",
                                {
                                    {kUnspecified, v1::NetDebitCap::KIND_UNSPECIFIED},
                                    {kPostpaid, v1::NetDebitCap::KIND_POSTPAID},
                                    {kPrepaid, v1::NetDebitCap::KIND_PREPAID},
                                });
}

TEST(Mirror, Role) {
  using enum Role;
  ExpectMirror<Role>(v1::Role_descriptor(), "ROLE_", "UNSPECIFIED",
                     {
                         {kUnspecified, v1::ROLE_UNSPECIFIED},
                         {kOperator, v1::ROLE_OPERATOR},
                         {kPartner, v1::ROLE_PARTNER},
                     });
}

TEST(Mirror, WindowState) {
  using enum WindowState;
  ExpectMirror<WindowState>(v1::WindowState_descriptor(), "WINDOW_STATE_", "UNSPECIFIED",
                            {
                                {kUnspecified, v1::WINDOW_STATE_UNSPECIFIED},
                                {kOpen, v1::WINDOW_STATE_OPEN},
                                {kClosed, v1::WINDOW_STATE_CLOSED},
                                {kApproved, v1::WINDOW_STATE_APPROVED},
                                {kSettled, v1::WINDOW_STATE_SETTLED},
                            });
}

TEST(Mirror, ObligationState) {
  using enum ObligationState;
  ExpectMirror<ObligationState>(v1::ObligationState_descriptor(), "OBLIGATION_STATE_",
                                "UNSPECIFIED",
                                {
                                    {kUnspecified, v1::OBLIGATION_STATE_UNSPECIFIED},
                                    {kDue, v1::OBLIGATION_STATE_DUE},
                                    {kPartlyPaid, v1::OBLIGATION_STATE_PARTLY_PAID},
                                    {kPaid, v1::OBLIGATION_STATE_PAID},
                                });
}

TEST(Mirror, ErrorCode) {
  using enum ErrorCode;
  using grpc::StatusCode;
  const std::tuple<ErrorCode, StatusCode, std::string_view> kRows[] = {
      {kCancelled, StatusCode::CANCELLED, "CANCELLED"},
      {kUnknown, StatusCode::UNKNOWN, "UNKNOWN"},
      {kInvalidArgument, StatusCode::INVALID_ARGUMENT, "INVALID_ARGUMENT"},
      {kDeadlineExceeded, StatusCode::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"},
      {kNotFound, StatusCode::NOT_FOUND, "NOT_FOUND"},
      {kAlreadyExists, StatusCode::ALREADY_EXISTS, "ALREADY_EXISTS"},
      {kPermissionDenied, StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"},
      {kResourceExhausted, StatusCode::RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED"},
      {kFailedPrecondition, StatusCode::FAILED_PRECONDITION, "FAILED_PRECONDITION"},
      {kAborted, StatusCode::ABORTED, "ABORTED"},
      {kOutOfRange, StatusCode::OUT_OF_RANGE, "OUT_OF_RANGE"},
      {kUnimplemented, StatusCode::UNIMPLEMENTED, "UNIMPLEMENTED"},
      {kInternal, StatusCode::INTERNAL, "INTERNAL"},
      {kUnavailable, StatusCode::UNAVAILABLE, "UNAVAILABLE"},
      {kDataLoss, StatusCode::DATA_LOSS, "DATA_LOSS"},
      {kUnauthenticated, StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"},
  };
  for (const auto& [code, wire, name] : kRows) {
    EXPECT_EQ(static_cast<int>(code), static_cast<int>(wire));
    EXPECT_EQ(ToString(code), name);
  }
  EXPECT_EQ(ToString(static_cast<ErrorCode>(17)), "UNKNOWN");
}

}  // namespace
}  // namespace coalition::sdk_test
