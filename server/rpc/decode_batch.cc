#include <utility>

#include "server/rpc/decode.h"

namespace coalition::rpc {
namespace {

// `visit` gets the item's command; answers `none()` when the item has none.
template <typename None, typename Visit>
auto VisitCommand(const v1::BatchItem& item, None none, Visit visit) {
  switch (item.command_case()) {
    case v1::BatchItem::kEarn:
      return visit(item.earn());
    case v1::BatchItem::kBurn:
      return visit(item.burn());
    case v1::BatchItem::kReverse:
      return visit(item.reverse());
    case v1::BatchItem::kAuthorize:
      return visit(item.authorize());
    case v1::BatchItem::kCapture:
      return visit(item.capture());
    case v1::BatchItem::kVoid:
      return visit(item.void_());
    case v1::BatchItem::kConvert:
      return visit(item.convert());
    case v1::BatchItem::kTransfer:
      return visit(item.transfer());
    case v1::BatchItem::COMMAND_NOT_SET:
      break;
  }
  return none();
}

Decoded<domain::Command> NoCommand() {
  FieldChecks checks;
  checks.Reject("command",
                "must be one of earn, burn, reverse, authorize, capture, void, convert, transfer");
  return checks.Error();
}

}  // namespace

Decoded<domain::Command> Decode(const v1::BatchItem& item, const std::string& default_partner_id,
                                const DecodeContext& context) {
  auto command = VisitCommand(item, NoCommand, [&](const auto& request) {
    if (default_partner_id.empty() || !request.partner_id().empty()) {
      return Decode(request, context);
    }
    auto named = request;
    named.set_partner_id(default_partner_id);
    return Decode(named, context);
  });
  if (command.ok()) command->linked = item.linked();
  return command;
}

std::string RequestIdOf(const v1::BatchItem& item) {
  return VisitCommand(
      item, [] { return std::string(); }, [](const auto& request) { return request.request_id(); });
}

}  // namespace coalition::rpc
