// Whatever a hub sends, a stage ends with a result and never with an exception: every byte of a
// healthy conversation is spoiled in turn.
#include <gtest/gtest.h>

#include <array>

#include "common/world/with_deadline.hpp"
#include "tests/support/hub_fixture.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;
using test::HubFixture;

/// What a peer sends, one byte of it replaced.
class SpoiledStream final : public Stream {
 public:
  SpoiledStream(std::unique_ptr<Stream> below, std::size_t place, std::uint8_t flipped,
                std::size_t& read)
      : below_(std::move(below)), place_(place), flipped_(flipped), read_(read) {}

  Awaitable<Result<std::size_t>> read_some(MutableByteView buffer) override {
    const auto count = co_await below_->read_some(buffer);
    if (!count) co_return count.error();
    if (place_ >= read_ && place_ < read_ + *count) buffer[place_ - read_] ^= flipped_;
    read_ += *count;
    co_return count;
  }
  Awaitable<Result<void>> write(ByteView data) override { return below_->write(data); }
  Awaitable<void> close() override { return below_->close(); }
  void abort() override { below_->abort(); }
  TcpInfo tcp_info() const override { return below_->tcp_info(); }

 private:
  std::unique_ptr<Stream> below_;
  std::size_t place_;
  std::uint8_t flipped_;
  std::size_t& read_;
};

struct MutatedConversation : testing::Test, HubFixture {
  /// As far as it goes, within the attempt's 30 s. Returns how many bytes the hub sent.
  std::size_t converse(std::size_t place, std::uint8_t flipped) {
    std::size_t read = 0;
    frames.clear();
    AgentSession agent(world, std::make_unique<SpoiledStream>(connect(), place, flipped, read),
                       "hub.test", {}, [this](const auto& line) { frames.push_back(line); });
    const auto all = [&]() -> Awaitable<Result<void>> {
      if (const auto opened = co_await agent.open(amqp); !opened) co_return opened;
      auto token = token_for("dev1");
      if (const auto put = co_await agent.put_token(std::move(token), cbs); !put) co_return put;
      co_return co_await agent.attach(link_for("dev1"), link);
    };
    healthy = bool(world.run(with_deadline(world, world.now() + 30s, all())));
    world.start(agent.close());
    world.advance(2s);
    return read;
  }

  bool healthy = false;
  std::vector<std::string> frames;
  AmqpDetail amqp;
  CbsDetail cbs;
  LinkDetail link;
};

TEST_F(MutatedConversation, EndsWithAResultWhicheverByteIsSpoiled) {
  const std::size_t size = converse(SIZE_MAX, 0);
  EXPECT_TRUE(healthy);
  ASSERT_GT(size, 500u);
  int spoiled = 0;
  for (std::size_t place = 0; place < size; ++place) {
    constexpr std::array<std::uint8_t, 3> kFlips{0x80, 0x01, 0xff};
    const auto flipped = kFlips[place % kFlips.size()];
    EXPECT_NO_THROW(converse(place, flipped)) << place << " ^ " << int{flipped};
    spoiled += healthy ? 0 : 1;
  }
  EXPECT_GT(spoiled, 100);
}

}  // namespace
}  // namespace edge::probe
