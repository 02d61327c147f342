#include "probe/environment/upstream_protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::probe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(UpstreamProtocol, NamesOneWayInAnyCase) {
  EXPECT_THAT(upstream_protocol("Amqp").transports, ElementsAre("amqp"));
  EXPECT_THAT(upstream_protocol("amqpws").transports, ElementsAre("amqp-ws"));
  EXPECT_THAT(upstream_protocol(" AMQPWS\n").transports, ElementsAre("amqp-ws"));
}

TEST(UpstreamProtocol, MayBeANumberOrSeveralNamesAsDotnetReadsAnEnum) {
  EXPECT_THAT(upstream_protocol("0").transports, ElementsAre("amqp"));
  EXPECT_THAT(upstream_protocol("+1").transports, ElementsAre("amqp-ws"));
  EXPECT_THAT(upstream_protocol("Amqp, AmqpWs").transports, ElementsAre("amqp-ws"));
  EXPECT_THAT(upstream_protocol("7").note, HasSubstr("the number of no protocol"));
  EXPECT_THAT(upstream_protocol("-1").note, HasSubstr("the number of no protocol"));
}

TEST(UpstreamProtocol, UnsetOrBlankLeavesTheAgentsOwnWays) {
  EXPECT_THAT(upstream_protocol("").transports, IsEmpty());
  EXPECT_THAT(upstream_protocol(" \t").note, IsEmpty());
}

TEST(UpstreamProtocol, SaysWhatTheAgentIgnoresWithoutAWord) {
  for (const char* value : {"Amqp_Tcp_Only", "AMQP-WS", "https", "Amqp,", "1 2"}) {
    const auto found = upstream_protocol(value);
    EXPECT_THAT(found.transports, IsEmpty()) << value;
    EXPECT_THAT(found.note, HasSubstr("ignores it without a word")) << value;
  }
}

TEST(UpstreamProtocol, SaysThatMqttIsNotImitatedYet) {
  EXPECT_THAT(upstream_protocol("mqtt").note, HasSubstr("Mqtt"));
  EXPECT_THAT(upstream_protocol("Amqp,MqttWs").note, HasSubstr("MqttWs"));
}

TEST(UpstreamProtocol, ShowsHostileValuesShortAndPrintable) {
  const auto found = upstream_protocol("\x1b[31m" + std::string(1000, 'x'));
  EXPECT_LT(found.note.size(), 300U);
  EXPECT_EQ(found.note.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace edge::probe
