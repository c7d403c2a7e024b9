#include "tests/e2e/scrape.h"

#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

#include "tests/testing/child_process.h"

namespace coalition::e2e {
namespace {

constexpr timeval kPatience{30, 0};

// "NAME TEXT" into a map.
void ReadComment(absl::string_view line, std::map<std::string, std::string>& comments) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(line, absl::MaxSplits(' ', 1));
  EXPECT_TRUE(comments.insert(parts).second) << line << " is there twice";
}

void ReadSample(absl::string_view line, std::map<std::string, double>& samples) {
  const auto space = line.rfind(' ');
  double value = 0;
  ASSERT_TRUE(space != line.npos && absl::SimpleAtod(line.substr(space + 1), &value)) << line;
  EXPECT_TRUE(samples.emplace(line.substr(0, space), value).second) << line << " is there twice";
}

}  // namespace

std::string HttpGet(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
    send(connection, request.data(), request.size(), MSG_NOSIGNAL);
    char part[16'384];
    for (ssize_t size = 0; (size = recv(connection, part, sizeof(part), 0)) > 0;) {
      answer.append(part, static_cast<std::size_t>(size));
    }
  }
  close(connection);
  return answer;
}

double Scraped::operator[](const std::string& sample) const {
  const auto found = samples.find(sample);
  return found == samples.end() ? 0 : found->second;
}

Scraped Scrape(const std::string& port_file) {
  Scraped scraped;
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(testing_processes::ReadFileOrEmpty(port_file), &port));
  const std::string answer = HttpGet(port, "/metrics");
  EXPECT_EQ(answer.substr(0, answer.find('\r')), "HTTP/1.1 200 OK");
  const auto body = answer.find("\r\n\r\n");
  if (body == answer.npos) return scraped;
  for (absl::string_view line :
       absl::StrSplit(absl::string_view(answer).substr(body + 4), '\n', absl::SkipEmpty())) {
    if (absl::ConsumePrefix(&line, "# HELP ")) {
      ReadComment(line, scraped.helps);
    } else if (absl::ConsumePrefix(&line, "# TYPE ")) {
      ReadComment(line, scraped.types);
    } else {
      ReadSample(line, scraped.samples);
    }
  }
  return scraped;
}

}  // namespace coalition::e2e
