#ifndef COALITION_SERVER_RPC_FIELD_CHECKS_H_
#define COALITION_SERVER_RPC_FIELD_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/timestamp.pb.h"

#include "coalition/v1/types.pb.h"
#include "server/domain/amount.h"
#include "server/domain/calendar.h"
#include "server/domain/ids.h"
#include "server/domain/money.h"
#include "server/rpc/call_error.h"

namespace coalition::rpc {

// Checks the fields of one message and remembers every one that is wrong. Each check tells whether
// its field is right, or gives the value if it is. Paths are from the message's root, which is the
// request's unless Add or Within say where it is: so no path is spelled out for what is right.
class FieldChecks {
 public:
  void Reject(std::string_view field, std::string description);
  bool ok() const { return violations_.empty(); }
  CallError Error() const { return CallError(violations_); }
  // Remembers what is wrong in a message that is at `path` of this one.
  void Add(std::string_view path, const FieldChecks& nested);

  // Characters are code points; control characters are refused.
  bool Text(std::string_view field, const std::string& value, std::size_t chars_min,
            std::size_t chars_max);
  // 1 to 64 printable ASCII characters without spaces.
  bool RequestId(const std::string& value);
  // A letter of `first`, then letters of `rest`.
  bool Name(std::string_view field, const std::string& value, std::size_t chars_min,
            std::size_t chars_max, std::string_view first, std::string_view rest);
  bool PartnerId(std::string_view field, const std::string& value);
  bool SnakeName(std::string_view field, const std::string& value, std::size_t chars_max);
  bool InRange(std::string_view field, std::int64_t value, std::int64_t min, std::int64_t max);
  bool AtLeastOne(std::string_view field, std::int64_t value);

  std::optional<domain::TransactionId> TransactionId(std::string_view field, const std::string& id);
  // Absent for 0, which means the open window.
  std::optional<domain::WindowId> WindowId(std::string_view field, std::int64_t id);
  std::optional<domain::Moment> Moment(std::string_view field,
                                       const google::protobuf::Timestamp& value);
  std::optional<domain::MoneyCurrency> MoneyCurrency(std::string_view field,
                                                     const std::string& code);
  std::optional<domain::Money> Money(std::string_view field, const v1::Money& value,
                                     std::int64_t micros_min, std::int64_t micros_max);
  std::optional<domain::Ratio> Ratio(std::string_view field, const v1::Ratio& value);
  // What page_size asks for.
  int PageSize(std::int32_t value);

 private:
  std::vector<FieldViolation> violations_;
};

// The same error about a message that is at `path` of the request.
CallError Within(std::string_view path, const CallError& error);

// "path.field", or "field" at the root.
std::string Join(std::string_view path, std::string_view field);
// "path[3]".
std::string Indexed(std::string_view path, int index);

}  // namespace coalition::rpc

#endif  // COALITION_SERVER_RPC_FIELD_CHECKS_H_
