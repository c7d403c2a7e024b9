#ifndef COALITION_SERVER_RPC_DECODE_AMOUNTS_H_
#define COALITION_SERVER_RPC_DECODE_AMOUNTS_H_

#include <cstdint>
#include <string>

#include "coalition/v1/transaction.pb.h"
#include "coalition/v1/types.pb.h"
#include "server/domain/transaction.h"
#include "server/rpc/field_checks.h"

namespace coalition::rpc {

// The measures in which postings are reported. Each answers something also when it rejects the
// field.

// The amount may be left out when there are lines; its currency may not.
domain::Purchase DecodePurchase(const std::string& path, const v1::Purchase& purchase,
                                FieldChecks& checks);
domain::Activity DecodeActivity(const std::string& path, const v1::Activity& activity,
                                FieldChecks& checks);
// From 1.
domain::PartnerPoints DecodePartnerPoints(const std::string& field, std::int64_t points,
                                          FieldChecks& checks);
domain::Points DecodePoints(const std::string& field, std::int64_t points, FieldChecks& checks);
domain::Money DecodeMoneyOff(const std::string& field, const v1::Money& money, FieldChecks& checks);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_DECODE_AMOUNTS_H_
