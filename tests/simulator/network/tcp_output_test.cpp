// What the headers of outgoing TCP segments say.
#include "simulator/network/tcp_output.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TcpSettings output_settings() {
  TcpSettings made;
  made.local_port = 40000;
  made.peer_port = 5671;
  made.initial_sequence = 0xffff'ffff;
  return made;
}

TEST(TcpOutput, AcknowledgesOnceThePeersSequenceNumberIsKnown) {
  TcpOutput output(output_settings());
  const TcpReceiver receiver;
  output.emit_syn(receiver, Instant{}, {});
  output.synchronize(7000);
  output.emit_acknowledgment(receiver, 1);
  const auto segments = output.take();
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_TRUE(segments[0].syn);
  EXPECT_FALSE(segments[0].ack);
  EXPECT_EQ(segments[0].sequence, 0xffff'ffffu);
  EXPECT_EQ(segments[0].max_segment_size, 1460);
  EXPECT_TRUE(segments[1].ack);
  EXPECT_EQ(segments[1].sequence, 0u) << "it wraps";
  EXPECT_EQ(segments[1].acknowledgment, 7001u);
  EXPECT_EQ(segments[1].source_port, 40000);
  EXPECT_EQ(segments[1].destination_port, 5671);
  EXPECT_TRUE(output.take().empty());
}

TEST(TcpOutput, TheLargestSegmentFollowsThePathAndTheOption) {
  TcpSettings settings = output_settings();
  EXPECT_EQ(TcpOutput(settings).max_segment(), 1460u);
  settings.max_segment = 1000;
  TcpOutput output(settings);
  EXPECT_EQ(output.max_segment(), 1000u);
  output.lower_mtu(900);
  EXPECT_EQ(output.max_segment(), 860u);
  output.lower_mtu(1400);
  EXPECT_EQ(output.mtu(), 900) << "a path is not believed to grow";
  settings.mtu = 68;
  EXPECT_EQ(TcpOutput(settings).max_segment(), 88u) << "TCP_MIN_MSS";
}

TEST(TcpOutput, TheWindowNeverMovesBackAndOpensInLargeSteps) {
  TcpOutput output(output_settings());
  TcpReceiver receiver;
  output.synchronize(0);
  const auto window = [&] {
    output.emit_acknowledgment(receiver, 1);
    return output.take().at(0).window;
  };
  EXPECT_EQ(window(), TcpReceiver::kCapacity);
  const Bytes data(TcpReceiver::kCapacity, 'x');
  receiver.accept(1, data, false);
  EXPECT_EQ(window(), 0u);
  Bytes little(1000);
  receiver.read(little);
  EXPECT_EQ(window(), 0u) << "less than a segment";
  EXPECT_FALSE(output.owes_window_update(receiver));
  receiver.read(little);
  EXPECT_EQ(window(), 2000u);
  Bytes much(TcpReceiver::kCapacity / 2);
  receiver.read(much);
  EXPECT_TRUE(output.owes_window_update(receiver));
}

TEST(TcpOutput, AResetOffersNoWindow) {
  TcpOutput output(output_settings());
  output.emit_reset(TcpReceiver{}, 1234);
  const auto segments = output.take();
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_TRUE(segments[0].rst);
  EXPECT_EQ(segments[0].sequence, 1234u);
  EXPECT_EQ(segments[0].window, 0u);
}

}  // namespace
}  // namespace edge
