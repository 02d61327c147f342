// lab_wire_bench wire|naive|veth SECONDS [RATE]: median round trip of a UDP datagram in
// microseconds and Gbit/s of one TCP stream between two namespaces joined by a carried wire (with
// RATE in bits per second, treated frame by frame), by a bare loop over two TAP devices, or by a
// veth of the kernel.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "simulator/lab/carried_wire.hpp"
#include "simulator/lab/node_network.hpp"

namespace edge::sim {
namespace {

constexpr int kRounds = 5000;

double now_s() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

void require(bool done, const char* attempt) {
  if (!done) throw std::runtime_error(std::string("cannot ") + attempt);
}

sockaddr_in address(int host, int port) {
  sockaddr_in made{};
  made.sin_family = AF_INET;
  made.sin_port = htons(static_cast<std::uint16_t>(port));
  made.sin_addr.s_addr = htonl(0xc0000200u + static_cast<unsigned>(host));  // 192.0.2.x
  return made;
}

int open_socket(int type, int host, int port) {
  const int made = ::socket(AF_INET, type, 0);
  const auto at = address(host, port);
  require(::bind(made, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0, "bind");
  return made;
}

void connect_to(int socket, int host, int port) {
  const auto at = address(host, port);
  require(::connect(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0, "connect");
}

/// Answers datagrams for ever; `serve_stream` swallows one stream and prints its rate.
void serve_datagrams(int socket) {
  char data[100];
  for (;;) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto* peer = reinterpret_cast<sockaddr*>(&from);
    const auto got = ::recvfrom(socket, data, sizeof data, 0, peer, &size);
    if (got >= 0) ::sendto(socket, data, static_cast<std::size_t>(got), 0, peer, size);
  }
}

double serve_stream(int listener) {
  const int stream = ::accept(listener, nullptr, nullptr);
  std::vector<char> buffer(1 << 20);
  double bytes = 0;
  const double begun = now_s();
  for (ssize_t got; (got = ::read(stream, buffer.data(), buffer.size())) > 0;) {
    bytes += static_cast<double>(got);
  }
  return bytes * 8 / 1e9 / (now_s() - begun);
}

double median_round_trip_us() {
  const int socket = open_socket(SOCK_DGRAM, 1, 7);
  connect_to(socket, 2, 7);
  std::vector<double> took;
  char data[64]{};
  for (int i = 0; i < kRounds; ++i) {
    const double begun = now_s();
    require(::send(socket, data, sizeof data, 0) > 0, "send");
    require(::recv(socket, data, sizeof data, 0) > 0, "receive");
    took.push_back((now_s() - begun) * 1e6);
  }
  std::ranges::sort(took);
  return took[took.size() / 2];
}

void send_stream(double seconds) {
  const int stream = open_socket(SOCK_STREAM, 1, 0);
  connect_to(stream, 2, 9);
  const std::vector<char> data(256 << 10);
  const double end = now_s() + seconds;
  while (now_s() < end) require(::write(stream, data.data(), data.size()) > 0, "write");
  ::close(stream);
}

template <class Work>
pid_t fork_in(const NetworkNamespace& where, Work work) {
  const pid_t child = ::fork();
  require(child >= 0, "fork");
  if (child > 0) return child;
  const Inside here(where);
  work();
  ::_exit(0);
}

struct Ends {
  Ends() : left("left"), right("right") {}

  /// Once their devices are there.
  void set_up() {
    int host = 0;
    for (auto* end : {&left, &right}) {
      Node node;
      Interface eth0;
      eth0.name = "eth0";
      eth0.addresses = {{boost::asio::ip::make_address("192.0.2." + std::to_string(++host)), 24}};
      node.interfaces = {eth0};
      end->realise(node, {});
    }
  }

  NodeNetwork left, right;
};

int open_tap(const NetworkNamespace& where) {
  const Inside here(where);
  const int device = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  ifreq request{};
  std::string("eth0").copy(request.ifr_name, IFNAMSIZ);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  require(::ioctl(device, TUNSETIFF, &request) == 0, "make a TAP device");
  return device;
}

/// What a wire does at the least: read a frame here, write it there.
void carry_naively(pollfd (&ends)[2]) {
  static char frame[65536];
  for (;;) {
    ::poll(ends, 2, -1);
    for (int i = 0; i < 2; ++i) {
      for (ssize_t size; (size = ::read(ends[i].fd, frame, sizeof frame)) > 0;) {
        [[maybe_unused]] const auto written =
            ::write(ends[1 - i].fd, frame, static_cast<std::size_t>(size));
      }
    }
  }
}

void measure(Ends& ends, double seconds) {
  const int udp = [&] { const Inside there(ends.right.where());
                        return open_socket(SOCK_DGRAM, 2, 7); }();
  const int tcp = [&] { const Inside there(ends.right.where());
                        return open_socket(SOCK_STREAM, 2, 9); }();
  require(::listen(tcp, 1) == 0, "listen");
  const pid_t echo = fork_in(ends.right.where(), [&] { serve_datagrams(udp); });
  const double round_trip = [&] {
    const Inside here(ends.left.where());
    return median_round_trip_us();
  }();
  ::kill(echo, SIGKILL);
  ::waitpid(echo, nullptr, 0);
  const pid_t sender = fork_in(ends.left.where(), [&] { send_stream(seconds); });
  std::printf("%.1f %.2f\n", round_trip, serve_stream(tcp));
  std::fflush(stdout);
  ::waitpid(sender, nullptr, 0);
}

void main_of(const std::string& kind, double seconds, std::uint64_t rate) {
  require(enter_private_namespaces().empty(), "make private namespaces");
  Ends ends;
  boost::asio::io_context context{1};
  const auto executor = context.get_executor();
  std::unique_ptr<CarriedWire> wire;
  pollfd taps[2]{};
  if (kind == "wire") {
    Wire properties;
    properties.a = {"left", "eth0"};
    properties.b = {"right", "eth0"};
    properties.delay = {};
    properties.rate_bps = rate;
    wire = std::make_unique<CarriedWire>(executor, TapDevice(executor, ends.left.where(), "eth0"),
                                         TapDevice(executor, ends.right.where(), "eth0"),
                                         properties, 1);
  } else if (kind == "naive") {
    taps[0] = {open_tap(ends.left.where()), POLLIN, 0};
    taps[1] = {open_tap(ends.right.where()), POLLIN, 0};
  } else {
    const Inside here(ends.left.where());
    const auto command = "ip link add eth0 type veth peer name eth0 netns /proc/" +
                         std::to_string(::getpid()) + "/fd/" +
                         std::to_string(ends.right.where().descriptor());
    require(std::system(command.c_str()) == 0, "make a veth pair");
  }
  ends.set_up();
  const pid_t child = ::fork();
  require(child >= 0, "fork");
  if (child == 0) {
    measure(ends, seconds);
    ::_exit(0);
  }
  if (kind == "naive") {
    const pid_t carrier = ::fork();
    if (carrier == 0) carry_naively(taps);
    ::waitpid(child, nullptr, 0);
    ::kill(carrier, SIGKILL);
    ::waitpid(carrier, nullptr, 0);
    return;
  }
  const int ended = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  boost::asio::posix::stream_descriptor watch(executor, ended);
  watch.async_wait(watch.wait_read, [&](auto) { context.stop(); });
  context.run();
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace edge::sim

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto rate = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
  edge::sim::main_of(argv[1], std::atof(argv[2]), rate);
}
