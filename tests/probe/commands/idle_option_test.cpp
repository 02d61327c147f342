// --hold idle: how far its connections go, whose identity they use, and what --plan says of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/commands/run_options.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kDevice = "HostName=hub.test;DeviceId=dev-1;SharedAccessKey=c2VjcmV0";

Plan idle_plan(const std::string& hold, const std::string& until, bool credentials) {
  RunTexts texts;
  if (credentials) texts.connection_string = "@device.txt";
  else texts.hub = "hub.test";
  texts.hold = hold;
  texts.options.until = until;
  const auto read = [](const std::string&) { return Secret(kDevice); };
  return make_plan(understand_run(texts, {}, read).options, *find_profile("agent-2017"));
}

TEST(IdleOption, HoldIdleUsesAnIdentityOnlyWhereThatIsAskedForAndMakesNoLink) {
  const auto stages = [](const Plan& plan) { return plan.attempts.front().stages; };
  for (const bool credentials : {false, true}) {
    const Plan plan = idle_plan("idle", "", credentials);
    EXPECT_THAT(stages(plan), ElementsAre("resolve", "connect", "tls", "amqp-open", "idle"));
    EXPECT_FALSE(plan.identity_checked);
  }
  EXPECT_THAT(stages(idle_plan("idle:10m", "cbs", true)),
              ElementsAre("resolve", "connect", "tls", "amqp-open", "cbs", "idle"));
  EXPECT_THROW(idle_plan("idle", "cbs", false), UsageError);
  EXPECT_THROW(idle_plan("idle", "link", true), UsageError);
  EXPECT_THROW(idle_plan("idle", "tls", true), UsageError);
}

TEST(IdleOption, ThePlanTellsTheSilentConnections) {
  const auto told = [](const std::string& until, bool credentials) {
    Options options;
    options.hub = "hub.test";
    options.idle_up_to = std::chrono::minutes{5};
    options.until = until;
    if (credentials) options.identity = parse_connection_string(std::string(kDevice));
    const Plan plan = make_plan(options, *find_profile("agent-2017"));
    return describe(plan, options, {});
  };
  EXPECT_THAT(told("", true), HasSubstr("at most 32 more connections side by side"));
  EXPECT_THAT(told("", true), HasSubstr("the identity is not used"));
  EXPECT_THAT(told("", true), HasSubstr("which takes up to 613.2 s"));
  EXPECT_THAT(told("", true), HasSubstr("stop after amqp-open: --hold idle looks without an"));
  EXPECT_THAT(told("cbs", true), HasSubstr("with the identity's token, no link"));
}

}  // namespace
}  // namespace edge::probe
