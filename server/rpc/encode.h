#ifndef COALITION_SERVER_RPC_ENCODE_H_
#define COALITION_SERVER_RPC_ENCODE_H_

#include <optional>
#include <string>
#include <vector>

#include "coalition/v1/member_service.pb.h"
#include "coalition/v1/partner_service.pb.h"
#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/reporting_service.pb.h"
#include "coalition/v1/settlement_service.pb.h"
#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "server/reporting/ledger_audit.h"
#include "server/reporting/liability.h"
#include "server/settlement/statement.h"

namespace coalition::rpc {

// From what the ledger says to answers. Where `viewer` matters, a partner is shown only what is its
// own.

struct EncodeContext {
  const domain::Catalog& catalog;
  const domain::Caller& viewer;
};

void Encode(domain::Moment moment, google::protobuf::Timestamp* out);
void Encode(const domain::Money& money, v1::Money* out);
void Encode(const domain::Ratio& ratio, v1::Ratio* out);
// Empty for kNever.
std::string EncodeDate(domain::Date date);
// The wire id; empty for the network.
std::string EncodePartnerId(domain::PartnerId partner, const domain::Catalog& catalog);

void Encode(const domain::Balance& balance, const domain::Currency& currency, v1::Balance* out);
void Encode(const domain::Lot& lot, const domain::Currency& currency,
            const domain::Catalog& catalog, v1::Lot* out);
void Encode(const domain::Transaction& transaction, const EncodeContext& context,
            v1::Transaction* out);
void Encode(const domain::AppliedConversion& conversion, v1::Conversion* out);
// The legs that the viewer may see.
void EncodeLegs(const std::vector<domain::MoneyLeg>& legs, const EncodeContext& context,
                google::protobuf::RepeatedPtrField<v1::MoneyLeg>* out);
void EncodeLots(const std::vector<domain::LotMovement>& lots, const domain::Currency& currency,
                const domain::Catalog& catalog,
                google::protobuf::RepeatedPtrField<v1::LotMovement>* out);
// What the transaction's hold came to. `closed_by` is its capture or void, if there is one.
void EncodeReservationState(const domain::Transaction& authorization,
                            const std::optional<domain::Transaction>& closed_by, domain::Moment now,
                            v1::Transaction* out);
void EncodeReversed(const domain::ReversalState& reversed, const domain::Transaction& original,
                    v1::Transaction* out);
void EncodeReceipt(const domain::Transaction& transaction, bool replayed,
                   const EncodeContext& context, v1::Receipt* out);
// Of a batch item, whose request id is set already.
void EncodeResult(const domain::Answer& answer, const EncodeContext& context, v1::BatchResult* out);

void Encode(const domain::Member& member, const EncodeContext& context, v1::Member* out);
void Encode(const domain::Partner& partner, v1::Partner* out);
void Encode(const domain::Currency& currency, const domain::Catalog& catalog, v1::Currency* out);
void Encode(const domain::ExchangeRate& rate, const domain::Catalog& catalog,
            v1::ExchangeRate* out);
void Encode(const domain::ConversionRate& rate, const domain::Catalog& catalog,
            v1::ConversionRate* out);
void Encode(const domain::Limits& limits, v1::Limits* out);
void Encode(const domain::Terms& terms, const domain::Catalog& catalog, v1::Terms* out);
void Encode(const domain::Credential& credential, const domain::Catalog& catalog,
            v1::Credential* out);

void Encode(const domain::Window& window, const domain::Caller& viewer, v1::Window* out);
void Encode(const settlement::Statement& statement, const domain::Catalog& catalog,
            v1::Statement* out);
void Encode(const settlement::StatementLine& line, const domain::Catalog& catalog,
            v1::StatementLine* out);
void EncodeObligation(const domain::PartnerSettlement& settlement, const domain::Catalog& catalog,
                      v1::Obligation* out);
void Encode(const reporting::Liability& liability, const domain::Catalog& catalog,
            v1::Liability* out);
void Encode(const domain::AuditEvent& event, v1::AuditEvent* out);
void Encode(const reporting::AuditReport& report, v1::VerifyLedgerResponse* out);

// Those of the wire have the domain's numbers.
v1::TransactionType EncodeType(domain::TransactionType type);
v1::LegKind EncodeKind(domain::LegKind kind);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_ENCODE_H_
