#include "simulator/hub_program/hub_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "common/program/command_line.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

HubCommandOptions parse(const std::vector<std::string>& arguments) {
  const auto app = make_command_line("edgesim hub", "", "");
  const auto options = define_hub_options(*app);
  read_arguments(*app, arguments);
  return options();
}

TEST(HubCommand, ListensOnLoopbackUnlessToldOtherwise) {
  const auto options = parse({"--state-dir", "somewhere"});
  EXPECT_EQ(options.listen.to_string(), "127.0.0.1");
  EXPECT_EQ(options.amqp_port, 5671);
  EXPECT_EQ(options.websocket_port, 443);
  EXPECT_EQ(options.host_name, "hub.test");
  EXPECT_FALSE(options.watch.messages || options.watch.json || options.watch.frames);
  EXPECT_TRUE(options.control);
  EXPECT_EQ(options.control_listen.to_string(), "127.0.0.1");
  EXPECT_EQ(options.control_port, 8090);
  EXPECT_EQ(options.limits.connections, HubLimits{}.connections);
}

TEST(HubCommand, UnderstandsEveryOption) {
  const auto options = parse(
      {"--listen", "::1", "--amqp-port", "0", "--ws-port", "8443", "--host-name", "h",
       "--state-dir", "s", "--devices", "d", "--personality", "hub-v1", "--print-messages",
       "--json", "--trace-frames", "--fault", "cbs-refused status=401", "--fault", "tls-silence",
       "--control-listen", "192.0.2.1", "--control-port", "0", "--no-control",
       "--max-connections", "10000", "--max-links", "16", "--max-message-size", "65536",
       "--token-limit", "7", "--message-log", "128"});
  EXPECT_EQ(options.listen.to_string(), "::1");
  EXPECT_EQ(options.amqp_port, 0);
  EXPECT_EQ(options.websocket_port, 8443);
  EXPECT_EQ(options.host_name, "h");
  EXPECT_EQ(options.state_dir, "s");
  EXPECT_EQ(options.devices_file, "d");
  EXPECT_TRUE(options.watch.messages && options.watch.json && options.watch.frames);
  EXPECT_THAT(options.faults, testing::ElementsAre("cbs-refused status=401", "tls-silence"));
  EXPECT_EQ(options.control_listen.to_string(), "192.0.2.1");
  EXPECT_EQ(options.control_port, 0);
  EXPECT_FALSE(options.control);
  EXPECT_EQ(options.limits.connections, 10'000u);
  EXPECT_EQ(options.limits.endpoints, 16u);
  EXPECT_EQ(options.limits.message_size, 65536u);
  EXPECT_EQ(options.limits.token_seconds, 7u);
  EXPECT_EQ(options.message_log_mib, 128u);
}

TEST(HubCommand, RefusesWithOneLineThatSaysWhat) {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"--listen", "localhost"}, "\"localhost\" is no IP address"},
      {{"--amqp-port", "65536"}, "--amqp-port"},
      {{"--ws-port", "https"}, "--ws-port"},
      {{"--personality", "hub-v9"}, "--personality"},
      {{"--host-name", ""}, "--host-name"},
      {{"--host-name", "a b"}, "--host-name"},
      {{"--state-dir", ""}, "--state-dir"},
      {{"--state-dir", "--print-messages"}, "--state-dir"},
      {{"--what"}, "--what"},
      {{"now"}, "now"},
  };
  for (const auto& [arguments, words] : rows) {
    const auto parsing = [given = arguments] { parse(given); };
    const auto one_line = testing::AllOf(HasSubstr(words), testing::Not(HasSubstr("\n")));
    EXPECT_THAT(parsing, ThrowsMessage<UsageError>(one_line));
  }
}

}  // namespace
}  // namespace edge::sim
