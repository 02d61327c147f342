// Cancelling each pending operation loses nothing: what arrives during or after is still there.
#include <gmock/gmock.h>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include "common/world/spawn.hpp"
#include "tests/simulator/network/scripted_wire.hpp"

namespace edge::test {
namespace {

namespace error = boost::asio::error;
using ::testing::ElementsAre;

class TcpCancel : public ::testing::Test {
 protected:
  void spawn_cancellable(Awaitable<void> body) {
    edge::spawn(
        wire.loop.context().get_executor(), std::move(body),
        [this](std::exception_ptr) { ended_at = wire.elapsed_ms(); }, cancellation.slot());
  }
  void cancel_at(Instant when) {
    wire.loop.at(when, [this] { cancellation.emit(boost::asio::cancellation_type::terminal); });
  }
  void open() {
    wire.run(connect(wire, **listener, ends));  // stands since 30 ms
    wire.trace.clear();
  }
  Awaitable<void> read(Stream& stream) {
    Bytes buffer(100);
    const Result<std::size_t> read = co_await stream.read_some(buffer);
    if (read.has_error()) {
      read_error = read.error();
    } else {
      received += as_text(ByteView{buffer}.first(*read));
    }
  }
  Awaitable<void> write(Stream& stream, ByteView data) {
    const Result<void> written = co_await stream.write(data);
    if (written.has_error()) write_error = written.error();
  }

  ScriptedWire wire;
  Result<std::unique_ptr<Listener>> listener = wire.server().listen(server_address());
  Connected ends;
  std::string received;
  ErrorCode read_error, write_error;
  boost::asio::cancellation_signal cancellation;
  std::optional<double> ended_at;
};

TEST_F(TcpCancel, Read) {
  open();
  spawn_cancellable(read(*ends.server));
  cancel_at(Instant{50ms});
  wire.run_until(Instant{60ms});
  EXPECT_EQ(read_error, error::operation_aborted);
  EXPECT_EQ(ended_at, 50);

  wire.spawn(write(*ends.client, as_bytes("hello")));
  wire.run(read(*ends.server));
  EXPECT_EQ(received, "hello");
}

TEST_F(TcpCancel, ReadInTheTurnInWhichBytesArrive) {
  open();
  spawn_cancellable(read(*ends.server));
  cancel_at(Instant{40ms});  // before the segment, which arrives in the same millisecond
  wire.spawn(write(*ends.client, as_bytes("hello")));
  wire.run_until(Instant{60ms});
  EXPECT_EQ(ended_at, 40);
  if (received.empty()) wire.run(read(*ends.server));
  EXPECT_EQ(received, "hello");
}

TEST_F(TcpCancel, WriteKeepsWhatItHasHandedOver) {
  open();
  const Bytes data = pattern(500'000);
  spawn_cancellable(write(*ends.client, data));
  cancel_at(Instant{1s});
  wire.run_until(Instant{2s});
  EXPECT_EQ(write_error, error::operation_aborted);

  Result<Bytes> arrived = Bytes{};
  auto drain = [&]() -> Awaitable<void> {
    co_await ends.client->close();
    arrived = co_await read_all(*ends.server);
  };
  wire.run(drain());
  // A window's worth and a full send buffer.
  ASSERT_EQ(arrived->size(), TcpReceiver::kCapacity + TcpSender::kBufferSize);
  EXPECT_TRUE(std::equal(arrived->begin(), arrived->end(), data.begin()));
}

TEST_F(TcpCancel, Accept) {
  Result<Accepted> accepted = ErrorCode{};
  auto accept = [&]() -> Awaitable<void> { accepted = co_await (*listener)->accept(); };
  spawn_cancellable(accept());
  cancel_at(Instant{5ms});
  wire.run_until(Instant{6ms});
  EXPECT_EQ(accepted.error(), error::operation_aborted);
  open();
  EXPECT_TRUE(ends.server);
}

TEST_F(TcpCancel, DialSendsNoFurtherSyn) {
  wire.lost = [](const Sent&) { return true; };
  DialResult result;
  DialOptions options;
  auto dial = [&]() -> Awaitable<void> {
    result = co_await wire.client().dial(server_address(), options, wire.syn_schedule);
  };
  spawn_cancellable(dial());
  cancel_at(Instant{1500ms});
  wire.run_until(Instant{60s});
  EXPECT_EQ(result.error, error::operation_aborted);
  EXPECT_FALSE(result.stream);
  EXPECT_EQ(result.tcp.retransmits, 1u);
  EXPECT_EQ(ended_at, 1500);
  EXPECT_THAT(wire.trace, ElementsAre("0 client SYN lost", "1000 client SYN lost"));
}

TEST_F(TcpCancel, EverythingByTheEndOfTheSimulation) {
  open();
  wire.lost = [](const Sent&) { return true; };
  const Bytes data = pattern(500'000);
  DialOptions options;
  options.deadline = Instant{60s};
  auto dial = [&]() -> Awaitable<void> {
    co_await wire.client().dial(server_address(), options, wire.syn_schedule);
    ADD_FAILURE() << "the simulation has ended before";
  };
  auto accept = [&]() -> Awaitable<void> {
    co_await (*listener)->accept();
    ADD_FAILURE() << "the simulation has ended before";
  };
  wire.spawn(read(*ends.client));
  wire.spawn(write(*ends.server, data));
  wire.spawn(dial());
  wire.spawn(accept());
  wire.run_until(Instant{2s});
  EXPECT_FALSE(read_error || write_error);
  // The address sanitizer holds that the coroutines, and what they own, end with the loop.
}

}  // namespace
}  // namespace edge::test
