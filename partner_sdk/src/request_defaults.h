#ifndef COALITION_PARTNER_SDK_SRC_REQUEST_DEFAULTS_H_
#define COALITION_PARTNER_SDK_SRC_REQUEST_DEFAULTS_H_

#include <string>

#include "coalition/request_id.h"
#include "coalition/v1/points_service.pb.h"

// What a request leaves open and the client fills in: its partner and its request id. The functions
// take any request message and look at the fields that it has.
namespace coalition::sdk_internal {

template <class Message>
concept HasPartnerId = requires(Message* message) {
  message->mutable_partner_id();
};
template <class Message>
concept HasRequestId = requires(Message* message) {
  message->mutable_request_id();
};
template <class Message>
concept HasMember = requires(Message* message) {
  message->mutable_member()->has_identifier();
};
template <class Message>
concept HasTwoMembers = requires(Message* message) {
  message->mutable_from_member();
  message->mutable_to_member();
};
template <class Message>
concept HasIdentifier = requires(Message* message) {
  message->mutable_identifier();
};
template <class Message>
concept HasIdentifiers = requires(Message* message) {
  message->mutable_identifiers();
};
template <class Message>
concept HasExchangeRate = requires(Message* message) {
  message->mutable_exchange_rate();
};

// Calls `visit` with the command of the item.
template <class Visit>
void VisitCommand(v1::BatchItem* item, Visit visit) {
  switch (item->command_case()) {
    case v1::BatchItem::kEarn:
      return visit(item->mutable_earn());
    case v1::BatchItem::kBurn:
      return visit(item->mutable_burn());
    case v1::BatchItem::kReverse:
      return visit(item->mutable_reverse());
    case v1::BatchItem::kAuthorize:
      return visit(item->mutable_authorize());
    case v1::BatchItem::kCapture:
      return visit(item->mutable_capture());
    case v1::BatchItem::kVoid:
      return visit(item->mutable_void_());
    case v1::BatchItem::kConvert:
      return visit(item->mutable_convert());
    case v1::BatchItem::kTransfer:
      return visit(item->mutable_transfer());
    case v1::BatchItem::COMMAND_NOT_SET:
      return;
  }
}

void FillPartner(const std::string& partner_id, v1::MemberRef* member);

// Fills the partner wherever the message has room for one and names none. Within a request the
// nearest partner counts: the identifier's own, else the request's, else `partner_id`.
template <class Message>
void FillPartner(const std::string& partner_id, Message* message) {
  const std::string* nearest = &partner_id;
  if constexpr (HasPartnerId<Message>) {
    if (message->partner_id().empty()) message->set_partner_id(partner_id);
    nearest = &message->partner_id();
  }
  if (nearest->empty()) return;
  if constexpr (HasMember<Message>) FillPartner(*nearest, message->mutable_member());
  if constexpr (HasTwoMembers<Message>) {
    FillPartner(*nearest, message->mutable_from_member());
    FillPartner(*nearest, message->mutable_to_member());
  }
  if constexpr (HasIdentifier<Message>) FillPartner(*nearest, message->mutable_identifier());
  if constexpr (HasIdentifiers<Message>) {
    for (auto& identifier : *message->mutable_identifiers()) FillPartner(*nearest, &identifier);
  }
  if constexpr (HasExchangeRate<Message>) {
    if (message->has_exchange_rate()) FillPartner(*nearest, message->mutable_exchange_rate());
  }
}

inline void FillPartner(const std::string& partner_id, v1::MemberRef* member) {
  if (member->has_identifier()) FillPartner(partner_id, member->mutable_identifier());
}

inline void FillPartner(const std::string& partner_id, v1::SubmitBatchRequest* batch) {
  if (batch->partner_id().empty()) batch->set_partner_id(partner_id);
  for (v1::BatchItem& item : *batch->mutable_items()) {
    VisitCommand(&item, [&](auto* command) { FillPartner(batch->partner_id(), command); });
  }
}

template <class Message>
void FillRequestId(Message* message) {
  if constexpr (HasRequestId<Message>) {
    if (message->request_id().empty()) message->set_request_id(NewRequestId());
  }
}

template <class Message>
std::string RequestIdOf(const Message& message) {
  if constexpr (HasRequestId<Message>) {
    return message.request_id();
  } else {
    return {};
  }
}

}  // namespace coalition::sdk_internal

#endif  // COALITION_PARTNER_SDK_SRC_REQUEST_DEFAULTS_H_
