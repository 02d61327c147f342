// When a SYN or SYN+ACK is sent again, and what it measures.
#include "simulator/network/tcp_handshake.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace edge {
namespace {

using namespace std::chrono_literals;

std::vector<Duration> gaps_of(TcpHandshake handshake) {
  std::vector<Duration> gaps{handshake.rto()};
  while (handshake.retransmit()) gaps.push_back(handshake.rto());
  return gaps;
}

TEST(TcpHandshake, GapsAreLinearForASynFirstAndThenDouble) {
  const std::vector<Duration> doubling{1s, 2s, 4s, 8s, 16s, 32s};
  EXPECT_EQ(gaps_of(TcpHandshake::passive({})), doubling);
  const std::vector<Duration> linear_first{1s, 1s, 1s, 2s, 4s};
  EXPECT_EQ(gaps_of(TcpHandshake::active({}, {2, 2})), linear_first);
}

TEST(TcpHandshake, MeasuresNoRoundTripOfWhatWasSentTwice) {
  auto handshake = TcpHandshake::active(Instant{1s}, {});
  EXPECT_EQ(handshake.complete(Instant{1s + 30ms}).rtt(), 30ms);
  ASSERT_TRUE(handshake.retransmit());
  EXPECT_EQ(handshake.complete(Instant{2s}).rtt(), std::nullopt);
  EXPECT_EQ(handshake.complete(Instant{4s}, Instant{1s}).rtt(), 3s);  // its timestamp tells
}

}  // namespace
}  // namespace edge
