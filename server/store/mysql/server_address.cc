#include "server/store/mysql/server_address.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace coalition::store::mysql {
namespace {

constexpr std::string_view kScheme = "mysql://";
constexpr char kPasswordVariable[] = "COALITION_MYSQL_PASSWORD";
constexpr int kPortMax = 65'535;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// No message has more of the address than names of its parts: somebody may have put a password in.
absl::Status Invalid(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "a database is mysql://USER@HOST:PORT/DATABASE?PARAMETERS; in this one ", View(what)));
}

// Around the first `separator`, or all and nothing.
struct Split {
  std::string_view before;
  std::optional<std::string_view> after;
};
Split SplitAt(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::optional<char> HexDigit(char digit) {
  if (!absl::ascii_isxdigit(static_cast<unsigned char>(digit))) return std::nullopt;
  return static_cast<char>(digit <= '9' ? digit - '0' : absl::ascii_tolower(digit) - 'a' + 10);
}

// Absent when it has a character that must be encoded, a NUL, or nothing.
std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char byte = text[i];
    if (byte == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const std::optional<char> high = HexDigit(text[i + 1]);
      const std::optional<char> low = HexDigit(text[i + 2]);
      if (!high || !low) return std::nullopt;
      byte = static_cast<char>(*high << 4 | *low);
      if (byte == '\0') return std::nullopt;
      i += 2;
    } else if (!absl::ascii_isgraph(static_cast<unsigned char>(byte)) || byte == '#' ||
               byte == '?') {
      return std::nullopt;
    }
    decoded += byte;
  }
  if (decoded.empty()) return std::nullopt;
  return decoded;
}

bool IsHostName(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
  });
}

bool IsIp6(std::string_view host) {
  return host.find(':') != std::string_view::npos &&
         std::all_of(host.begin(), host.end(), [](unsigned char c) {
           return absl::ascii_isxdigit(c) || c == ':' || c == '.';
         });
}

absl::Status ReadPort(std::string_view text, ServerAddress& address) {
  const char* const end = text.data() + text.size();
  const std::from_chars_result read = std::from_chars(text.data(), end, address.port);
  if (read.ec != std::errc() || read.ptr != end || address.port < 1 || address.port > kPortMax) {
    return Invalid("PORT is not a number from 1 to 65535");
  }
  return absl::OkStatus();
}

absl::Status ReadHostAndPort(std::string_view text, ServerAddress& address) {
  if (text.empty()) return absl::OkStatus();
  std::optional<std::string_view> port;
  if (text.front() == '[') {
    const auto [ip6, rest] = SplitAt(text.substr(1), ']');
    if (!rest || !IsIp6(ip6)) return Invalid("HOST in brackets is not an IPv6 address");
    if (!rest->empty() && rest->front() != ':') return Invalid("something follows HOST");
    if (!rest->empty()) port = rest->substr(1);
    address.host = ip6;
  } else {
    const auto [host, after] = SplitAt(text, ':');
    if (!IsHostName(host)) return Invalid("HOST is not a name or an address");
    port = after;
    address.host = host;
  }
  return port ? ReadPort(*port, address) : absl::OkStatus();
}

absl::Status ReadAuthority(std::string_view authority, ServerAddress& address) {
  const auto [user, host] = SplitAt(authority, '@');
  if (!host) return Invalid("USER@ is missing");
  if (user.find(':') != std::string_view::npos) {
    return Invalid("a password follows USER; it belongs into a file, named by password_file");
  }
  const std::optional<std::string> decoded = PercentDecoded(user);
  if (!decoded) return Invalid("USER is empty or not percent-encoded");
  address.user = *decoded;
  return ReadHostAndPort(*host, address);
}

using Parameters = std::map<std::string, std::string, std::less<>>;

absl::StatusOr<Parameters> ReadParameters(std::optional<std::string_view> query) {
  constexpr std::string_view kKnown[] = {"password_file", "socket",          "tls",
                                         "tls_ca",        "tls_certificate", "tls_key"};
  Parameters parameters;
  while (query) {
    const auto [parameter, rest] = SplitAt(*query, '&');
    const auto [name, value] = SplitAt(parameter, '=');
    query = rest;
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown)) {
      return Invalid("there is a parameter that nobody knows");
    }
    const std::optional<std::string> decoded = PercentDecoded(value.value_or(""));
    if (!decoded) return Invalid(std::string(name) + " is empty or not percent-encoded");
    if (!parameters.emplace(name, *decoded).second) {
      return Invalid(std::string(name) + " is there twice");
    }
  }
  return parameters;
}

// Takes the parameter out; empty when it is not there.
std::string Take(Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : std::move(found->second);
}

absl::Status ReadPlace(Parameters& parameters, ServerAddress& address) {
  address.socket = Take(parameters, "socket");
  if (address.socket.empty()) {
    return address.host.empty() ? Invalid("HOST is missing") : absl::OkStatus();
  }
  if (!address.host.empty()) return Invalid("there are both HOST and socket");
  if (address.socket.front() != '/') return Invalid("socket is not a full path");
  return absl::OkStatus();
}

absl::Status ReadTls(Parameters& parameters, ServerAddress& address) {
  const std::string tls = Take(parameters, "tls");
  address.tls_ca = Take(parameters, "tls_ca");
  address.tls_certificate = Take(parameters, "tls_certificate");
  address.tls_key = Take(parameters, "tls_key");
  if (!tls.empty() && tls != "off" && tls != "verified")
    return Invalid("tls is not off or verified");
  if (address.tls_certificate.empty() != address.tls_key.empty()) {
    return Invalid("tls_certificate and tls_key are not both there");
  }
  const bool is_verified = tls == "verified" || (tls.empty() && !address.tls_ca.empty());
  if (!is_verified) {
    const bool has_files = !address.tls_ca.empty() || !address.tls_certificate.empty();
    return has_files ? Invalid("there are files for TLS, but it is off") : absl::OkStatus();
  }
  if (address.tls_ca.empty()) return Invalid("tls is verified, but there is no tls_ca");
  if (!address.socket.empty()) return Invalid("tls is verified, but a socket has no name to prove");
  address.tls = ServerAddress::Tls::kVerified;
  return absl::OkStatus();
}

absl::Status ReadPassword(Parameters& parameters, ServerAddress& address) {
  const std::string path = Take(parameters, "password_file");
  if (path.empty()) {
    const char* const variable = std::getenv(kPasswordVariable);
    if (variable != nullptr) address.password = variable;
    return absl::OkStatus();
  }
  std::ifstream file(path);
  std::getline(file, address.password);
  if (address.password.ends_with('\r')) address.password.pop_back();
  if (address.password.empty()) {
    return Invalid("password_file names no file with a password in its first line: " + path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ServerAddress> ParseServerAddress(std::string_view address) {
  if (!address.starts_with(kScheme)) return Invalid("mysql:// is missing");
  const auto [authority, path] = SplitAt(address.substr(kScheme.size()), '/');
  if (!path) return Invalid("/DATABASE is missing");
  const auto [database, query] = SplitAt(*path, '?');

  ServerAddress parsed;
  if (absl::Status read = ReadAuthority(authority, parsed); !read.ok()) return read;
  const std::optional<std::string> decoded = PercentDecoded(database);
  if (!decoded || decoded->find('/') != std::string::npos) {
    return Invalid("DATABASE is empty or not percent-encoded");
  }
  parsed.database = *decoded;
  absl::StatusOr<Parameters> parameters = ReadParameters(query);
  if (!parameters.ok()) return parameters.status();
  if (absl::Status read = ReadPlace(*parameters, parsed); !read.ok()) return read;
  if (absl::Status read = ReadTls(*parameters, parsed); !read.ok()) return read;
  if (absl::Status read = ReadPassword(*parameters, parsed); !read.ok()) return read;
  return parsed;
}

}  // namespace coalition::store::mysql
