#ifndef COALITION_TESTS_SDK_BATCH_ITEMS_H_
#define COALITION_TESTS_SDK_BATCH_ITEMS_H_

#include <string>

#include "google/protobuf/descriptor.h"

#include "coalition/v1/points_service.pb.h"

namespace coalition::sdk_test {

// The request id of the command, whichever it is.
inline std::string IdOf(const v1::BatchItem& item) {
  const auto* command = item.GetReflection()->GetOneofFieldDescriptor(
      item, item.GetDescriptor()->FindOneofByName("command"));
  if (command == nullptr) return "";
  const auto& message = item.GetReflection()->GetMessage(item, command);
  return message.GetReflection()->GetString(message,
                                            message.GetDescriptor()->FindFieldByName("request_id"));
}

}  // namespace coalition::sdk_test

#endif  // COALITION_TESTS_SDK_BATCH_ITEMS_H_
