#include "tests/store/mysql/cutting_proxy.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace coalition::store::mysql {
namespace {

// A packet of the protocol: three bytes of length, one that counts, and the content. A command's
// count is 0 and its first byte tells which; this one is a statement's.
constexpr std::size_t kHeaderBytes = 4;
constexpr char kStatementCommand = 3;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void Check(bool done) {
  if (done) return;
  std::cerr << "no port for a proxy\n";
  std::abort();
}

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

// What there is; empty at the end.
std::string Receive(int socket) {
  std::string bytes(65'536, '\0');
  const ssize_t size = recv(socket, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

// With its header; empty while it is not all there.
std::string_view FirstPacket(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return {};
  std::size_t size = kHeaderBytes;
  for (std::size_t i = 0; i < 3; ++i) {
    size += std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return bytes.size() < size ? std::string_view() : bytes.substr(0, size);
}

// Empty for what is none.
std::string_view StatementOf(std::string_view packet) {
  const bool is_command = packet.size() > kHeaderBytes && packet[kHeaderBytes - 1] == 0;
  if (!is_command || packet[kHeaderBytes] != kStatementCommand) return {};
  return packet.substr(kHeaderBytes + 1);
}

}  // namespace

// One client's connection, and ours to the server for it.
class CuttingProxy::Link {
 public:
  Link(CuttingProxy& proxy, int client)
      : proxy_(proxy), client_(client), server_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    thread_ = std::thread([this] { Run(); });
  }
  ~Link() {
    End();
    thread_.join();
    close(client_);
    close(server_);
  }

 private:
  void Run() {
    const sockaddr_in address = Loopback(proxy_.server_.port);
    const bool connected =
        connect(server_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    while (connected && PassSomething()) {
    }
    End();
  }

  // Wakes whoever waits for either side.
  void End() {
    shutdown(client_, SHUT_RDWR);
    shutdown(server_, SHUT_RDWR);
  }

  bool PassSomething() {
    pollfd ready[] = {{client_, POLLIN, 0}, {server_, POLLIN, 0}};
    if (poll(ready, std::size(ready), -1) < 0) return false;
    if (ready[0].revents != 0 && !PassToServer()) return false;
    if (ready[1].revents == 0) return true;
    const std::string answer = Receive(server_);
    return !answer.empty() && SendAll(client_, answer);
  }

  bool PassToServer() {
    const std::string more = Receive(client_);
    if (more.empty()) return false;
    said_ += more;
    while (true) {
      const std::string_view packet = FirstPacket(said_);
      if (packet.empty()) return true;
      if (!PassPacket(packet)) return false;
      said_.erase(0, packet.size());
    }
  }

  bool PassPacket(std::string_view packet) {
    Moment moment;
    if (!proxy_.TakePlan(StatementOf(packet), moment)) return SendAll(server_, packet);
    if (moment == Moment::kBefore) return false;
    SendAll(server_, packet);
    if (moment == Moment::kAfter) Receive(server_);
    return false;
  }

  CuttingProxy& proxy_;
  const int client_;
  const int server_;
  std::string said_;
  std::thread thread_;
};

CuttingProxy::CuttingProxy(ServerAddress server)
    : server_(std::move(server)),
      address_(server_),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  Check(bind(listener_, any, size) == 0 && listen(listener_, SOMAXCONN) == 0 &&
        getsockname(listener_, any, &size) == 0);
  address_.port = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  // Wakes accept.
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  std::vector<std::unique_ptr<Link>> links;
  {
    MutexLock lock(mutex_);
    links.swap(links_);
  }
}

void CuttingProxy::Accept() {
  for (int client = 0; (client = accept(listener_, nullptr, nullptr)) >= 0;) {
    MutexLock lock(mutex_);
    links_.push_back(std::make_unique<Link>(*this, client));
  }
}

void CuttingProxy::Plan(std::string_view statement, Moment moment) {
  MutexLock lock(mutex_);
  plans_.push_back({std::string(statement), moment});
}

std::size_t CuttingProxy::plans() const {
  MutexLock lock(mutex_);
  return plans_.size();
}

bool CuttingProxy::TakePlan(std::string_view statement, Moment& moment) {
  MutexLock lock(mutex_);
  if (plans_.empty() || !statement.starts_with(plans_.front().statement)) return false;
  moment = plans_.front().moment;
  plans_.erase(plans_.begin());
  return true;
}

}  // namespace coalition::store::mysql
