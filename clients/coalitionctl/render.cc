#include "clients/coalitionctl/render.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include "clients/coalitionctl/layout.h"
#include "clients/coalitionctl/text_forms.h"
#include "clients/coalitionctl/value_text.h"

namespace coalition::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kDepthMax = 8;
constexpr absl::string_view kMicrosSuffix = "_micros";
constexpr absl::string_view kMinorUnitsSuffix = "_minor_units";
constexpr absl::string_view kPageTokenField = "next_page_token";

// A field that is shown as one piece: a scalar, a message with a text form, or anything repeated.
struct Leaf {
  std::vector<const FieldDescriptor*> path;
  std::string name;

  const FieldDescriptor& field() const { return *path.back(); }
};

struct Cell {
  std::string text;
  // At its default and nothing to show.
  bool blank;
};

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool IsNested(const FieldDescriptor& field) {
  return IsMessage(field) && !field.is_repeated() && TextFormOf(field.message_type()) == nullptr;
}

// Repeated, and shown as a table of its own.
bool IsList(const FieldDescriptor& field) {
  return IsMessage(field) && field.is_repeated() && !field.is_map() &&
         TextFormOf(field.message_type()) == nullptr;
}

const FieldDescriptor* Sibling(const FieldDescriptor& field, const std::string& name) {
  return field.containing_type()->FindFieldByName(name);
}

bool IsMicros(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 && !field.is_repeated() &&
         absl::EndsWith(field.name(), kMicrosSuffix);
}

bool IsMinorUnits(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 && !field.is_repeated() &&
         absl::EndsWith(field.name(), kMinorUnitsSuffix) &&
         Sibling(field, "minor_unit_exponent") != nullptr;
}

std::string ShownName(const FieldDescriptor& field) {
  if (IsMicros(field)) return std::string(absl::StripSuffix(field.name(), kMicrosSuffix));
  if (IsMinorUnits(field)) return std::string(absl::StripSuffix(field.name(), kMinorUnitsSuffix));
  return field.name();
}

bool IsNumber(const FieldDescriptor& field) {
  if (field.is_repeated()) return false;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const TextForm* form = TextFormOf(field.message_type());
      return form != nullptr && form->is_number;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_STRING:
      return false;
    default:
      return true;
  }
}

void AppendLeaves(const Descriptor& type, const Leaf& outer, const FieldDescriptor* unnamed,
                  std::vector<Leaf>* leaves) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    Leaf leaf = outer;
    leaf.path.push_back(field);
    if (field != unnamed) {
      absl::StrAppend(&leaf.name, leaf.name.empty() ? "" : ".", ShownName(*field));
    }
    if (!IsNested(*field)) {
      leaves->push_back(std::move(leaf));
    } else if (leaf.path.size() < kDepthMax) {
      AppendLeaves(*field->message_type(), leaf, nullptr, leaves);
    }
  }
}

std::vector<Leaf> LeavesOf(const Descriptor& type, const FieldDescriptor* unnamed) {
  std::vector<Leaf> leaves;
  AppendLeaves(type, Leaf{}, unnamed, &leaves);
  return leaves;
}

std::string DottedName(const Leaf& leaf) {
  return absl::StrJoin(leaf.path, ".", [](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name());
  });
}

// The leaves that a row shows; those of its only field when it wraps a single message.
std::vector<Leaf> RowLeavesOf(const Descriptor& type) {
  const bool wraps = type.field_count() == 1 && IsNested(*type.field(0));
  std::vector<Leaf> leaves = LeavesOf(type, wraps ? type.field(0) : nullptr);
  const std::vector<std::string> columns = ColumnsOf(type);
  if (columns.empty()) return leaves;
  std::vector<Leaf> chosen;
  for (const std::string& column : columns) {
    const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& candidate) {
      return DottedName(candidate) == column;
    });
    if (leaf != leaves.end()) chosen.push_back(*leaf);
  }
  return chosen;
}

// The message that holds the leaf's field, or null when one on the way to it is not set.
const Message* HolderOf(const Leaf& leaf, const Message& root) {
  const Message* holder = &root;
  for (size_t i = 0; i + 1 < leaf.path.size(); ++i) {
    const Reflection& reflection = *holder->GetReflection();
    if (!reflection.HasField(*holder, leaf.path[i])) return nullptr;
    holder = &reflection.GetMessage(*holder, leaf.path[i]);
  }
  return holder;
}

std::string Amount(const Message& holder, const FieldDescriptor& field) {
  const Reflection& reflection = *holder.GetReflection();
  const int64_t amount = reflection.GetInt64(holder, &field);
  std::string text;
  if (IsMicros(field)) {
    text = FormatMicros(amount);
  } else {
    const FieldDescriptor* exponent = Sibling(field, "minor_unit_exponent");
    text = FormatScaled(amount, reflection.GetInt32(holder, exponent));
  }
  const FieldDescriptor* currency = Sibling(field, "currency_code");
  if (currency == nullptr) return text;
  return std::string(absl::StripSuffix(
      absl::StrCat(text, " ", Printable(reflection.GetString(holder, currency))), " "));
}

Cell CellOf(const Leaf& leaf, const Message& root);

// Everything that a message says, on one line.
std::string Compact(const Message& message) {
  const TextForm* form = TextFormOf(message.GetDescriptor());
  if (form != nullptr) return form->format(message);
  std::vector<std::string> texts;
  for (const Leaf& leaf : LeavesOf(*message.GetDescriptor(), nullptr)) {
    const Cell cell = CellOf(leaf, message);
    if (!cell.blank) texts.push_back(cell.text);
  }
  return absl::StrJoin(texts, " ");
}

std::string Elements(const Message& holder, const FieldDescriptor& field) {
  const Reflection& reflection = *holder.GetReflection();
  std::vector<std::string> texts;
  for (int i = 0; i < reflection.FieldSize(holder, &field); ++i) {
    texts.push_back(IsMessage(field) ? Compact(reflection.GetRepeatedMessage(holder, &field, i))
                                     : FormatScalar(holder, field, i));
  }
  return absl::StrJoin(texts, ", ");
}

std::string SetFieldText(const Message& holder, const FieldDescriptor& field) {
  if (IsMicros(field) || IsMinorUnits(field)) return Amount(holder, field);
  if (IsMessage(field)) return Compact(holder.GetReflection()->GetMessage(holder, &field));
  return FormatScalar(holder, field);
}

Cell CellOf(const Leaf& leaf, const Message& root) {
  const FieldDescriptor& field = leaf.field();
  const Message* holder = HolderOf(leaf, root);
  if (holder == nullptr) return {"", true};
  if (field.is_repeated()) {
    std::string text = Elements(*holder, field);
    const bool blank = text.empty();
    return {std::move(text), blank};
  }
  if (holder->GetReflection()->HasField(*holder, &field)) {
    return {SetFieldText(*holder, field), false};
  }
  const std::string text_at_default = TextAtDefault(field);
  if (!text_at_default.empty()) return {text_at_default, false};
  const bool shows_zero = !field.has_presence() && IsNumber(field);
  return {shows_zero ? SetFieldText(*holder, field) : "", !ShownAtDefault(field)};
}

// An unlabelled table: names on the left.
std::string Block(const Message& message, const std::vector<Leaf>& leaves) {
  Table table{{Column{}, Column{}}, {}};
  for (const Leaf& leaf : leaves) {
    if (IsList(leaf.field()) || leaf.name == kPageTokenField) continue;
    Cell cell = CellOf(leaf, message);
    if (!cell.blank) table.rows.push_back({leaf.name, std::move(cell.text)});
  }
  return ToText(table);
}

std::string ListText(const Message& message, const Leaf& leaf) {
  const Message* holder = HolderOf(leaf, message);
  std::vector<const Message*> rows;
  const int size =
      holder == nullptr ? 0 : holder->GetReflection()->FieldSize(*holder, &leaf.field());
  for (int i = 0; i < size; ++i) {
    rows.push_back(&holder->GetReflection()->GetRepeatedMessage(*holder, &leaf.field(), i));
  }
  return rows.empty() ? "" : ToText(TableOf(rows, *leaf.field().message_type()));
}

std::string Lists(const Message& message, const std::vector<Leaf>& leaves, bool titled) {
  std::vector<std::string> lists;
  for (const Leaf& leaf : leaves) {
    if (!IsList(leaf.field())) continue;
    const std::string text = ListText(message, leaf);
    if (!text.empty()) lists.push_back(titled ? absl::StrCat(leaf.name, ":\n", text) : text);
  }
  return absl::StrJoin(lists, "\n");
}

}  // namespace

Table TableOf(const std::vector<const Message*>& rows, const Descriptor& type) {
  Table table;
  table.rows.resize(rows.size());
  for (const Leaf& leaf : RowLeavesOf(type)) {
    std::vector<Cell> cells;
    for (const Message* row : rows) cells.push_back(CellOf(leaf, *row));
    const bool blank =
        std::all_of(cells.begin(), cells.end(), [](const Cell& cell) { return cell.blank; });
    if (blank) continue;
    table.columns.push_back({leaf.name, IsNumber(leaf.field())});
    for (size_t i = 0; i < rows.size(); ++i) table.rows[i].push_back(std::move(cells[i].text));
  }
  return table;
}

std::string RenderResponse(const Message& response) {
  const Descriptor& type = *response.GetDescriptor();
  const FieldDescriptor* first = type.FindFieldByNumber(1);
  const bool about_one = first != nullptr && IsNested(*first);
  const std::vector<Leaf> leaves = LeavesOf(type, about_one ? first : nullptr);
  const std::string block = Block(response, leaves);
  const auto list_count = std::count_if(leaves.begin(), leaves.end(),
                                        [](const Leaf& leaf) { return IsList(leaf.field()); });
  const std::string lists = Lists(response, leaves, list_count > 1 || !block.empty());
  if (block.empty() && lists.empty()) return list_count > 0 ? "(none)\n" : "ok\n";
  const bool both = !block.empty() && !lists.empty();
  return absl::StrCat(block, both ? "\n" : "", lists);
}

}  // namespace coalition::ctl
