// hub_soak: devices that stay connected for as long as they are left to. Each sends a message every
// --period and writes the names of those the hub has accepted to standard output, one a line:
// "DEVICE MESSAGE-ID". One that loses its connection comes back. Ends at SIGTERM; what soak.py
// holds against what the hub kept.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <proton/message.hpp>
#include <proton/message_id.hpp>
#include <random>

#include "common/world/event.hpp"
#include "common/world/real/real_world.hpp"
#include "common/world/spawn.hpp"
#include "common/world/with_deadline.hpp"
#include "device_options.hpp"
#include "load_connection.hpp"

namespace edge::bench {
namespace {

using std::chrono::milliseconds;

struct SoakOptions {
  LoadPlan plan;
  DeviceOptions device;
  std::size_t devices = 1;
  int period_s = 60;
  int spread_s = 20;  // the first opens, and those after a loss, come within this
};

std::vector<char> encoded_message(const std::string& id) {
  proton::message message;
  message.id(id);
  message.body(proton::binary("{\"soak\": true}"));
  message.inferred(true);  // a data section, as telemetry is
  return message.encode();
}

class Soak {
 public:
  Soak(boost::asio::io_context& context, World& world, const SoakOptions& options)
      : context_(context), world_(world), options_(options),
        tls_(TlsClientOptions{options.plan.host_name, options.device.ca_file, {}, {}}) {}

  void start() {
    for (std::size_t n = 0; n < options_.devices; ++n) spawn(context_.get_executor(), live(n));
  }

  std::size_t opens = 0, losses = 0, accepted = 0;

 private:
  Duration up_to(int seconds) {
    std::uniform_int_distribution<int> range(0, 1000 * seconds);
    return milliseconds{range(random_)};
  }

  Awaitable<void> live(std::size_t n) {
    std::size_t sent = 0;
    while (true) {
      co_await world_.sleep_until(world_.now() + up_to(options_.spread_s));
      LoadConnection connection(world_, options_.plan, tls_, n);
      // As an SDK's operation time-out: a hub that was killed leaves nobody to answer.
      const auto open = co_await with_deadline(world_, world_.now() + std::chrono::seconds{30},
                                               connection.open());
      if (!open) continue;
      ++opens;
      while (co_await report(connection, n, sent)) {
        const Instant next = world_.now() + std::chrono::seconds{options_.period_s};
        auto holding = connection.hold([] { return false; });
        const auto held = co_await with_deadline(world_, next, std::move(holding));
        if (held.error() != boost::system::errc::timed_out) break;
      }
      ++losses;
      co_await connection.close();
    }
  }

  Awaitable<bool> report(LoadConnection& connection, std::size_t n, std::size_t& sent) {
    const std::string id = std::to_string(++sent);
    const std::vector<char> message = encoded_message(id);
    const auto result = co_await connection.send_one(message);
    if (!result) co_return false;
    ++accepted;
    std::cout << options_.plan.device_prefix << n << " " << id << "\n";
    co_return true;
  }

  boost::asio::io_context& context_;
  World& world_;
  const SoakOptions& options_;
  TlsClient tls_;
  std::mt19937 random_{1};
};

SoakOptions parse(int argc, char** argv) {
  SoakOptions options;
  LoadPlan& plan = options.plan;
  CLI::App app{"Devices that stay; see the head of hub_soak.cpp"};
  add_device_options(app, options.device, plan)->required();
  app.add_option("--devices", options.devices)->capture_default_str();
  app.add_option("--period", options.period_s, "Seconds")->capture_default_str();
  app.add_option("--spread", options.spread_s, "Seconds")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  plan.peer = endpoint_of(options.device);
  plan.idle_timeout = std::chrono::seconds{30};
  return options;
}

}  // namespace
}  // namespace edge::bench

int main(int argc, char** argv) try {
  const auto options = edge::bench::parse(argc, argv);
  boost::asio::io_context context{1};
  const auto world = edge::make_real_world(context);
  edge::bench::Soak soak(context, *world, options);
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const auto&, int) { context.stop(); });
  soak.start();
  context.run();
  std::cout.flush();
  std::cerr << "opens " << soak.opens << " losses " << soak.losses << " accepted " << soak.accepted
            << "\n";
  std::_Exit(0);  // thousands of connections need not take leave
} catch (const std::exception& error) {
  std::cerr << "hub_soak: " << error.what() << "\n";
  return 1;
}
