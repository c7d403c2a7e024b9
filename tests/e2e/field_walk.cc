#include "tests/e2e/field_walk.h"

#include "tests/e2e/field_rules.h"

namespace coalition::e2e {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Walk(const Descriptor& type, std::vector<const FieldDescriptor*>& chain,
          std::vector<FieldPlace>& places) {
  for (int i = 0; i < type.field_count(); ++i) {
    chain.push_back(type.field(i));
    places.push_back({chain});
    if (!IsOpaque(*type.field(i))) Walk(*type.field(i)->message_type(), chain, places);
    chain.pop_back();
  }
}

// Null when it is not there.
const Message* ChildOf(const Message& message, const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  if (field.is_repeated()) {
    return reflection->FieldSize(message, &field) == 0
               ? nullptr
               : &reflection->GetRepeatedMessage(message, &field, 0);
  }
  return reflection->HasField(message, &field) ? &reflection->GetMessage(message, &field) : nullptr;
}

std::string JoinPath(const std::vector<const FieldDescriptor*>& chain, bool indexed) {
  std::string path;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (i > 0) path += ".";
    path += chain[i]->name();
    if (indexed && chain[i]->is_repeated() && i + 1 < chain.size()) path += "[0]";
  }
  return path;
}

std::string ParentOf(const FieldPlace& place) {
  if (place.chain.size() == 1) return std::string();
  FieldPlace parent{place.chain};
  parent.chain.pop_back();
  return parent.IndexedPath() + (parent.field().is_repeated() ? "[0]" : "");
}

}  // namespace

std::string FieldPlace::Path() const { return JoinPath(chain, false); }
std::string FieldPlace::IndexedPath() const { return JoinPath(chain, true); }

std::vector<FieldPlace> PlacesIn(const Descriptor& type) {
  std::vector<const FieldDescriptor*> chain;
  std::vector<FieldPlace> places;
  Walk(type, chain, places);
  return places;
}

bool Reaches(const Message& request, const FieldPlace& place) {
  const Message* message = &request;
  for (std::size_t i = 0; i + 1 < place.chain.size(); ++i) {
    message = ChildOf(*message, *place.chain[i]);
    if (message == nullptr) return false;
  }
  return !place.field().is_repeated() || ChildOf(*message, place.field()) != nullptr;
}

void Put(const FieldCase& field_case, const FieldPlace& place, Message& request) {
  Message* message = &request;
  for (std::size_t i = 0; i + 1 < place.chain.size(); ++i) {
    const FieldDescriptor* field = place.chain[i];
    const auto* reflection = message->GetReflection();
    message = field->is_repeated() ? reflection->MutableRepeatedMessage(message, field, 0)
                                   : reflection->MutableMessage(message, field);
  }
  field_case.put(*message, place.field());
}

std::string ViolationOf(const FieldCase& field_case, const FieldPlace& place) {
  const std::string& at = field_case.at;
  if (at.empty()) return place.IndexedPath();
  if (at == "^") return ParentOf(place);
  if (at.starts_with("^.")) {
    const std::string parent = ParentOf(place);
    return parent.empty() ? at.substr(2) : parent + at.substr(1);
  }
  if (at.starts_with(".[")) return place.IndexedPath() + at.substr(1);
  if (at.starts_with(".")) return place.IndexedPath() + at;
  return at;
}

}  // namespace coalition::e2e
