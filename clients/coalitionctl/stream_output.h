// The messages of a call that streams, one after the other.
#pragma once

#include <ostream>
#include <string>

#include "google/protobuf/message.h"

namespace coalition::ctl {

// Prints each message at once, flushed: as JSON on a line of its own, or as Present would, with a
// blank line between two. What is only a piece of a file is written as it is.
class StreamOutput {
 public:
  // `out` must outlive it.
  StreamOutput(bool json, std::ostream& out) : json_(json), out_(out) {}

  // False when it could not be written.
  bool Print(const google::protobuf::Message& message);

  // Of the last message that was printed whole: a call with it goes on right after that. Empty when
  // there was none.
  const std::string& resume_token() const { return resume_token_; }

 private:
  const bool json_;
  std::ostream& out_;
  bool is_first_ = true;
  std::string resume_token_;
};

}  // namespace coalition::ctl
