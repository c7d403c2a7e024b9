#ifndef COALITION_OPTIONS_H_
#define COALITION_OPTIONS_H_

#include <chrono>
#include <string>

#include "coalition/result.h"

namespace coalition {

// When and how often a call is sent again.
//
// A call is retried when its error is `retryable()` (see error.h), always with the same request id,
// which is what makes it safe. Wait n is a random time between 0 and
// min(initial_backoff * 2^(n-1), max_backoff), so that clients that failed together do not come
// back together; a RetryInfo of the server is waited out in full first. When the next wait would
// end after the deadline, the call fails at once with the last error. Nothing below retries: the
// channel's own retries are off, so no request is sent more often than this says.
struct RetryPolicy {
  // Sendings in all; 1 means never again. From 1. With the defaults the deadline comes first, so
  // that a call outlives a server's restart.
  int max_attempts = 30;
  // Both from 1 ms to 24 hours.
  std::chrono::milliseconds initial_backoff{50};
  std::chrono::milliseconds max_backoff{2'000};

  bool operator==(const RetryPolicy&) const = default;
};

// How a client reaches its server. Options that make no sense do not stop the program: every call
// then fails with kInvalidField and names the field in `field_violations`.
//
// The channel is plaintext HTTP/2 and the key travels on it: stay within a private network, or put
// a proxy that adds TLS on both ends. TLS options will be members of this struct.
struct ClientOptions {
  // `HOST:PORT`, or any name that gRPC resolves (`dns:///points.example:7400`).
  std::string server{};
  // Sent with each call as `authorization: Bearer <api_key>`. Empty: none is sent.
  std::string api_key{};
  // The partner that requests are for when they do not say. A partner needs none; the operator sets
  // it to act for one. OperatorClient ignores it.
  std::string partner_id{};

  // For one call, retries and waits included. From 1 ms to 24 hours.
  std::chrono::milliseconds deadline{10'000};
  // For each sending, within `deadline`; from 1 ms to 24 hours. What times out is sent again.
  std::chrono::milliseconds attempt_deadline{5'000};
  RetryPolicy retry{};

  // Your name and version, put before the library's own: `acme-pos/4.2`. Printable ASCII.
  std::string user_agent{};
  // Every client has a connection of its own. True: clients with the same server and options that
  // all say so share one.
  bool share_connection = false;

  bool operator==(const ClientOptions&) const = default;
};

// Reads an API key from a file that holds nothing else, as written by
// `echo "$KEY" > key` with or without the newline at the end: white space at both ends is dropped.
// Errors, all with kInvalidArgument and without a reason: the file cannot be read, is empty, is
// over 4 KiB, or holds anything but one run of printable ASCII. The message names the file, never
// what is in it.
Result<std::string> ReadKeyFile(const std::string& path);

}  // namespace coalition

#endif  // COALITION_OPTIONS_H_
