#include "tests/store/mysql/listener.h"

#include <cstdlib>
#include <iostream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace coalition::store::mysql {
namespace {

// Protocol 10, with all capabilities of 4.1 that a client may want but SSL (0x0800).
constexpr char kGreeting[] =
    "\x49\x00\x00\x00\x0a"
    "8.4.0\x00"
    "\x01\x00\x00\x00"
    "abcdefgh\x00"
    "\xff\xf7\x2d\x02\x00\xff\x81\x15"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "ijklmnopqrst\x00"
    "mysql_native_password";

sockaddr_in Loopback() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void Check(bool done) {
  if (done) return;
  std::cerr << "no port to listen on\n";
  std::abort();
}

}  // namespace

Listener::Listener(Manner manner) : manner_(manner), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = Loopback();
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  Check(bind(socket_, any, size) == 0 && getsockname(socket_, any, &size) == 0);
  port_ = ntohs(address.sin_port);
  // A port that is bound but not listened to refuses, and nobody else gets it.
  if (manner_ == Manner::kRefuses) return;
  Check(listen(socket_, SOMAXCONN) == 0);
  thread_ = std::thread([this] { Serve(); });
}

Listener::~Listener() {
  Heard();
  close(socket_);
}

ServerAddress Listener::address() const {
  ServerAddress address;
  address.user = "coalition";
  address.host = "127.0.0.1";
  address.port = port_;
  address.database = "coalition";
  return address;
}

std::string Listener::Heard() {
  // Wakes accept.
  shutdown(socket_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
  return heard_;
}

void Listener::Serve() {
  for (int client = 0; (client = accept(socket_, nullptr, nullptr)) >= 0;) ServeOne(client);
  for (const int client : silent_) close(client);
}

void Listener::ServeOne(int client) {
  ++clients_;
  if (manner_ == Manner::kIsSilent) {
    silent_.push_back(client);
    return;
  }
  if (manner_ == Manner::kOffersNoTls) {
    Check(write(client, kGreeting, sizeof(kGreeting)) == sizeof(kGreeting));
    char said[1'024];
    for (ssize_t size = 0; (size = read(client, said, sizeof(said))) > 0;) {
      heard_.append(said, static_cast<std::size_t>(size));
    }
  }
  close(client);
}

}  // namespace coalition::store::mysql
