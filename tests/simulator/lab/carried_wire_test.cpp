// A carried wire between two namespaces: what it lets through, when, and what its capture says.
// What limits and chance do to frames: carried_wire_quality_test.cpp.
#include "tests/simulator/lab/carried_wire_fixture.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_folder.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;

/// A capture in the making, and what Wireshark would see of it.
class Capture {
 public:
  std::filesystem::path path() const { return folder_.path() / "wire.pcap"; }
  std::shared_ptr<PcapFile> file() const { return file_; }

  Bytes bytes() const {
    EXPECT_EQ(file_->problem(), "");
    std::ifstream stream(path(), std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(stream), {});
  }

  /// The sizes of its frames.
  std::vector<std::size_t> frames() const {
    std::vector<std::size_t> sizes;
    const Bytes all = bytes();
    for (std::size_t at = 24; at + 16 <= all.size(); at += 16 + sizes.back()) {
      sizes.push_back(all[at + 8] | static_cast<std::size_t>(all[at + 9]) << 8);
    }
    return sizes;
  }

 private:
  test::TemporaryFolder folder_;
  std::shared_ptr<PcapFile> file_ =
      std::make_shared<PcapFile>(OwnFolder(folder_.path()), "wire.pcap");
};

TEST_F(CarriedWireTest, NeighboursAreResolvedAndTcpPassesBothWays) {
  join();
  const auto listener = [this] {
    const Inside there(*right_);
    return world_->listen({server_->local().address, 5671}).value();
  }();
  auto exchange = [&]() -> Awaitable<std::size_t> {
    const Endpoint peer = listener->local();
    const DialOptions plain;
    const auto dialled = co_await world_->dial(peer, plain);
    const auto accepted = co_await listener->accept();
    const Bytes sent(1000);
    std::size_t echoed = 0;
    Bytes buffer(65536);
    for (int i = 0; i < 100; ++i) {
      (co_await dialled.stream->write(sent)).value();
      const auto heard = (co_await accepted->stream->read_some(buffer)).value();
      (co_await accepted->stream->write(ByteView(buffer).first(heard))).value();
      echoed += (co_await dialled.stream->read_some(buffer)).value();
    }
    co_return echoed;
  };
  EXPECT_EQ(test::run(context_, exchange()), 100000u);
}

TEST_F(CarriedWireTest, ItsDelayHoldsEachWay) {
  properties_.delay = 5ms;
  join();
  round_trip();  // finds the neighbours
  Duration least = 1h;
  for (int i = 0; i < 10; ++i) least = std::min(least, round_trip());
  EXPECT_GE(least, 10ms);
  EXPECT_LT(least, 30ms);  // 14 ms on a machine that is idle
}

TEST_F(CarriedWireTest, OneThatLosesEverythingResolvesNeighboursOnly) {
  properties_.loss = 1;
  join();
  const Capture capture;
  wire_->capture(capture.file());
  EXPECT_TRUE(vanishes());
  // Question, answer, and the datagram that is lost; without an answer there would be no datagram.
  EXPECT_THAT(capture.frames(), testing::ElementsAre(42, 42, 43));
}

TEST_F(CarriedWireTest, TakesChangesAtRunTime) {
  join();
  round_trip();
  for (const bool up : {false, true, false, true}) {
    properties_.up = up;
    wire_->change(properties_);
    EXPECT_TRUE(up ? passes() : vanishes());
  }
}

TEST_F(CarriedWireTest, WhatIsOnItsWayArrivesAfterTheWireWentDown) {
  properties_.delay = 20ms;
  join();
  round_trip();
  send(*client_, *server_);
  EXPECT_FALSE(arrives(*server_, 5ms));
  properties_.up = false;
  wire_->change(properties_);
  EXPECT_TRUE(arrives(*server_, 1s));
}

TEST_F(CarriedWireTest, ADeviceThatIsDownSwallows) {
  join();
  round_trip();
  right_->ip("link set eth0 down");
  EXPECT_TRUE(vanishes());
  right_->ip("link set eth0 up");
  EXPECT_TRUE(passes());
}

TEST_F(CarriedWireTest, EndsWithFramesOnTheirWay) {
  properties_.delay = 20ms;
  join();
  round_trip();
  send(*client_, *server_);
  EXPECT_FALSE(arrives(*server_, 5ms));
  wire_.reset();
  send(*client_, *server_);
  EXPECT_FALSE(arrives(*server_, 50ms));
}

TEST_F(CarriedWireTest, ADeviceThatWasDeletedEndsQuietly) {
  join();
  round_trip();
  right_->ip("link delete eth0");
  EXPECT_TRUE(vanishes());
}

TEST_F(CarriedWireTest, ItsCaptureOpensInTshark) {
  join();
  const Capture capture;
  wire_->capture(capture.file());
  round_trip();
  wire_->capture(nullptr);
  round_trip();
  const Bytes bytes = capture.bytes();
  const Bytes header = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0,
                        0,    0,    0,    0,    0, 0, 4, 0, 1, 0, 0, 0};
  EXPECT_EQ(Bytes(bytes.begin(), bytes.begin() + 24), header);
  EXPECT_THAT(capture.frames(), testing::ElementsAre(42, 42, 43, 43));

  if (std::system("command -v tshark >/dev/null") != 0) GTEST_SKIP() << "tshark is not installed";
  const std::string command = "tshark -n -r '" + capture.path().string() +
                              "' -T fields -e frame.protocols 2>/dev/null";
  FILE* output = ::popen(command.c_str(), "r");
  ASSERT_NE(output, nullptr);
  std::string text(1000, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), output));
  EXPECT_EQ(::pclose(output), 0);
  EXPECT_EQ(text, "eth:ethertype:arp\neth:ethertype:arp\neth:ethertype:ip:udp:data\n"
                  "eth:ethertype:ip:udp:data\n");
}

TEST_F(CarriedWireTest, WhatCannotBeMadeIsNamed) {
  const auto executor = context_.get_executor();
  auto device = [&](const char* name, TapDevice::Kind kind) {
    return [=, this] { TapDevice(executor, *left_, name, kind); };
  };
  auto says = [](const char* words) {
    return testing::ThrowsMessage<std::runtime_error>(HasSubstr(words));
  };
  using enum TapDevice::Kind;
  EXPECT_THAT(device("a-name-too-long-", tap), says("a-name-too-long-"));
  EXPECT_THAT(device("", tap), says("Invalid argument"));
  EXPECT_NO_THROW(device("dev0", tap)());
  EXPECT_NO_THROW(device("dev0", tap)());  // takes over what is left of the first
  EXPECT_THAT(device("dev0", tun), says("cannot make the network device dev0 (TUNSETIFF): "));
  const test::TemporaryFolder place;
  std::filesystem::create_directory(place.path() / "x");
  EXPECT_THAT([&] { PcapFile(OwnFolder(place.path()), "x"); }, says("/x: Is a directory"));
}

}  // namespace
}  // namespace edge::sim
