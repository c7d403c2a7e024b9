#include "clients/coalitionctl/schema_docs.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.pb.h"

#include "clients/coalitionctl/schema_docs_data.h"

namespace coalition::ctl {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;

const FileDescriptorSet& DocumentedFiles() {
  static const FileDescriptorSet* const files = [] {
    auto* parsed = new FileDescriptorSet;
    parsed->ParseFromArray(kSchemaDocs, static_cast<int>(kSchemaDocsSize));
    return parsed;
  }();
  return *files;
}

const DescriptorPool& DocumentedPool() {
  static const DescriptorPool* const pool = [] {
    auto* built = new DescriptorPool;
    for (const FileDescriptorProto& file : DocumentedFiles().file()) built->BuildFile(file);
    return built;
  }();
  return *pool;
}

// Comments are wrapped at a column; one line of text is what help can wrap again.
std::string OneLine(absl::string_view comment) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(comment, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

template <typename Descriptor>
std::string LeadingComment(const Descriptor* descriptor) {
  google::protobuf::SourceLocation location;
  if (descriptor == nullptr || !descriptor->GetSourceLocation(&location)) return "";
  return OneLine(location.leading_comments);
}

}  // namespace

std::string CommentOf(const google::protobuf::MethodDescriptor& method) {
  return LeadingComment(DocumentedPool().FindMethodByName(method.full_name()));
}

std::string CommentOf(const google::protobuf::FieldDescriptor& field) {
  return LeadingComment(DocumentedPool().FindFieldByName(field.full_name()));
}

std::string Summary(absl::string_view comment) {
  const std::string sentences = absl::StrReplaceAll(comment, {{"? ", "?. "}});
  std::string summary;
  std::vector<std::string> notes;
  for (absl::string_view sentence : absl::StrSplit(sentences, ". ", absl::SkipEmpty())) {
    absl::ConsumeSuffix(&sentence, ".");
    if (sentence == "Operator only" || sentence == "Not served yet") {
      notes.push_back(absl::AsciiStrToLower(sentence));
    } else if (summary.empty() && !absl::StartsWith(sentence, "Errors")) {
      summary = std::string(sentence);
    }
  }
  if (notes.empty()) return summary;
  return absl::StrCat(summary, summary.empty() ? "" : " ", "(", absl::StrJoin(notes, ", "), ")");
}

std::vector<std::string> DocumentedServices() {
  std::vector<std::string> names;
  for (const FileDescriptorProto& file : DocumentedFiles().file()) {
    for (const auto& service : file.service()) {
      names.push_back(absl::StrCat(file.package(), ".", service.name()));
    }
  }
  return names;
}

}  // namespace coalition::ctl
