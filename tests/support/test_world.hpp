// A World without a network: a clock that jumps, a wall clock to set, and coroutines run to their
// end. Not for what dials or resolves: use a VirtualInternet.
#pragma once

#include <memory>
#include <stdexcept>
#include <utility>

#include "common/world/event.hpp"
#include "common/world/world.hpp"
#include "simulator/network/event_loop.hpp"
#include "tests/support/run.hpp"

namespace edge::test {

class TestWorld final : public World {
 public:
  ~TestWorld() override { loop_.abandon(); }

  Instant now() const override { return loop_.now(); }
  WallTime wall() const override { return wall_at_start_ + loop_.now().time_since_epoch(); }
  void set_wall(WallTime wall) { wall_at_start_ = wall - loop_.now().time_since_epoch(); }

  Awaitable<void> sleep_until(Instant when) override {
    Event over;
    const auto timer = loop_.at(when, [&over] { over.set(); });
    const Result<void> slept = co_await over.wait_result();
    loop_.cancel(timer);
    if (!slept) throw boost::system::system_error(slept.error());
  }

  Awaitable<DialResult> dial(Endpoint, DialOptions) override { no_network(); }
  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions&) override {
    no_network();
  }
  Result<std::unique_ptr<Listener>> listen(const Endpoint&) override { no_network(); }
  void random(MutableByteView out) override {
    for (auto& byte : out) byte = next_random_++;
  }
  HostFacts host_facts() override { return {}; }
  ResolverConfig resolver_config(CLibrary) override { return {}; }

  /// The C library of this world's programs, and what it says after a time.
  struct Library {
    CLibrary name = CLibrary::glibc;
    Result<LibraryAnswer> answer = LibraryAnswer{};
    Duration takes{};
  };
  std::optional<Library> library;
  std::optional<CLibrary> own_library() const override {
    return library ? std::optional(library->name) : std::nullopt;
  }
  Awaitable<Result<LibraryAnswer>> ask_own_library(std::string) override {
    ++asked_library;
    co_await sleep_until(now() + library->takes);
    co_return library->answer;
  }
  int asked_library = 0;

  boost::asio::io_context& context() { return loop_.context(); }

  /// Starts `work`; it goes on whenever the world runs.
  template <class T>
  std::shared_ptr<Started<T>> start(Awaitable<T> work) {
    return test::start(context(), std::move(work));
  }

  /// Runs until nothing can happen any more.
  void settle() {
    loop_.run_until([] { return false; });
  }

  /// Runs `work` to its end; throws if it never ends.
  template <class T>
  T run(Awaitable<T> work) {
    return test::run(loop_, std::move(work));
  }

 private:
  [[noreturn]] static void no_network() {
    throw std::runtime_error("this test world has no network");
  }

  WallTime wall_at_start_ = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
  std::uint8_t next_random_ = 0;
  EventLoop loop_;
};

}  // namespace edge::test
