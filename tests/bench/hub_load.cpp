// hub_load: opens connections to a hub, to another AMQP 1.0 server or to a bare TLS server, sends
// messages on all of them, and holds them with heartbeats. One thread. Each line of standard input
// starts the next phase (open, send, close); each phase prints one line of JSON when all
// connections are through it (load_figures.hpp). What hub.py measures with.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <iostream>
#include <proton/message.hpp>

#include "common/world/event.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "device_options.hpp"
#include "load_connection.hpp"
#include "load_figures.hpp"

namespace edge::bench {
namespace {

enum Phase { kWaiting, kOpening, kSending, kClosing };

struct LoadOptions {
  LoadPlan plan;
  DeviceOptions device;
  std::string peer = "hub";
  std::size_t connections = 1, concurrency = 1, first = 0, body = 100;
  double rate = 0;  // opens per second, whatever becomes of the earlier ones; 0: by concurrency
  int idle_s = 30;
};

class Load {
 public:
  Load(boost::asio::io_context& context, World& world, const LoadOptions& options)
      : context_(context), world_(world), options_(options), tls_(tls_options(options)),
        input_(context, ::dup(STDIN_FILENO)) {}

  void start() {
    listen();
    spawn(context_.get_executor(), open_all());
  }

 private:
  static TlsClientOptions tls_options(const LoadOptions& options) {
    TlsClientOptions tls;
    tls.server_name = options.plan.host_name;
    tls.ca_file = options.device.ca_file;
    return tls;
  }

  /// A line, or the end of the input, begins the next phase.
  void listen() {
    const auto buffer = boost::asio::buffer(typed_);
    input_.async_read_some(buffer, [this](const ErrorCode& error, std::size_t) {
      phase_ = error ? kClosing : static_cast<Phase>(std::min(phase_ + 1, int{kClosing}));
      figures_ = {};
      begun_ = world_.now();
      for (const auto& connection : connections_) connection->wake();
      changed_.set();
      if (phase_ != kClosing) listen();
    });
  }

  Awaitable<void> open_all() {
    co_await changed_.wait();
    for (std::size_t n = 0; n < options_.connections; ++n) {
      if (options_.rate > 0) {
        const std::chrono::duration<double> after(static_cast<double>(n) / options_.rate);
        due_ = begun_ + std::chrono::duration_cast<Duration>(after);
        co_await world_.sleep_until(due_);
      } else {
        while (opening_ >= options_.concurrency) {
          room_.reset();
          co_await room_.wait();
        }
        due_ = world_.now();
      }
      ++opening_;
      connections_.push_back(std::make_unique<LoadConnection>(world_, options_.plan, tls_,
                                                              options_.first + n));
      spawn(context_.get_executor(), run(*connections_.back(), due_));
    }
  }

  Awaitable<void> run(LoadConnection& connection, Instant begun) {
    Result<void> state = co_await connection.open();
    note(state, begun);
    --opening_;
    room_.set();
    co_await wait_for(kSending, connection, state);
    if (phase_ == kSending) {
      if (state) state = co_await connection.send();
      figures_.count_messages(connection.acknowledged());
      note(state, begun_);
    }
    co_await wait_for(kClosing, connection, state);
    if (state) co_await connection.close();
    note(state, begun_);
  }

  /// Holds the connection meanwhile, if there is one, and notes in `state` when it is lost.
  Awaitable<void> wait_for(Phase phase, LoadConnection& connection, Result<void>& state) {
    if (state && options_.plan.kind != PeerKind::tls) {
      state = co_await connection.hold([this, phase] { return phase_ >= phase; });
    }
    while (phase_ < phase) co_await next_phase();
  }

  Awaitable<void> next_phase() {
    changed_.reset();
    co_await changed_.wait();
  }

  void note(const Result<void>& result, Instant begun) {
    result ? figures_.succeeded(world_.now() - begun) : figures_.failed(result.error());
    if (figures_.ended() < options_.connections) return;
    constexpr const char* kNames[] = {"", "open", "send", "close"};
    write_standard_output(figures_.line(kNames[phase_], world_.now() - begun_));
  }

  boost::asio::io_context& context_;
  World& world_;
  const LoadOptions& options_;
  TlsClient tls_;
  boost::asio::posix::stream_descriptor input_;
  std::array<char, 1> typed_{};
  int phase_ = kWaiting;
  Event changed_, room_;
  Instant begun_{}, due_{};
  std::size_t opening_ = 0;
  LoadFigures figures_;
  std::vector<std::unique_ptr<LoadConnection>> connections_;
};

std::vector<char> encoded_message(std::size_t size) {
  proton::message message;
  message.body(proton::binary(size, 'x'));
  message.inferred(true);  // a data section, as telemetry is
  return message.encode();
}

LoadOptions parse(int argc, char** argv) {
  LoadOptions options;
  LoadPlan& plan = options.plan;
  CLI::App app{"Load for a hub or another server; see the head of hub_load.cpp"};
  add_device_options(app, options.device, plan);
  app.add_option("--peer", options.peer)->check(CLI::IsMember({"hub", "amqp", "tls"}));
  app.add_option("--target", plan.address, "amqp: where the messages go");
  app.add_option("--user", plan.user, "amqp: SASL PLAIN, and the password is the same");
  app.add_option("--connections", options.connections)->capture_default_str();
  app.add_option("--first", options.first, "Number of the first device")->capture_default_str();
  app.add_option("--rate", options.rate, "Opens per second; 0: --concurrency at a time");
  app.add_option("--concurrency", options.concurrency)->capture_default_str();
  app.add_option("--idle-timeout", options.idle_s, "Seconds, on the wire")->capture_default_str();
  app.add_option("--messages", plan.messages, "Of each connection")->capture_default_str();
  app.add_flag("--settled", plan.settled, "Settled when sent");
  app.add_option("--body", options.body, "Bytes of a message")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  plan.kind = options.peer == "hub"   ? PeerKind::hub
              : options.peer == "tls" ? PeerKind::tls
                                      : PeerKind::amqp;
  plan.peer = endpoint_of(options.device);
  plan.idle_timeout = std::chrono::seconds{options.idle_s};
  plan.message = encoded_message(options.body);
  return options;
}

}  // namespace
}  // namespace edge::bench

int main(int argc, char** argv) try {
  const auto options = edge::bench::parse(argc, argv);
  boost::asio::io_context context{1};
  const auto world = edge::make_real_world(context);
  edge::bench::Load load(context, *world, options);
  load.start();
  context.run();
} catch (const std::exception& error) {
  std::cerr << "hub_load: " << error.what() << "\n";
  return 1;
}
