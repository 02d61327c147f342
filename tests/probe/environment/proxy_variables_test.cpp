#include "probe/environment/proxy_variables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::probe {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

AgentProxy agents(const Environment& environment) { return agent_proxy(environment, "hub.test"); }

TEST(ProxyVariables, TheAgentReadsHttpsProxyInAnyCaseAndNoNoProxy) {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "Https_Proxy"}) {
    const auto found = agents({{name, "http://proxy.test:3128"}, {"NO_PROXY", "hub.test,*"}});
    ASSERT_TRUE(found.proxy) << name;
    EXPECT_EQ(found.proxy->host, "proxy.test");
    EXPECT_EQ(found.proxy->port, 3128);
    EXPECT_EQ(found.reading.variable, name);
    EXPECT_EQ(found.reading.proxy, "http://proxy.test:3128");
  }
}

TEST(ProxyVariables, APortThatIsLeftOutIs80) {
  EXPECT_EQ(agents({{"https_proxy", "http://proxy.test"}}).proxy->port, 80);
  EXPECT_EQ(agents({{"https_proxy", "http://proxy.test/"}}).proxy->port, 80);
  EXPECT_EQ(agents({{"https_proxy", "HTTP://proxy.test:/x?y"}}).proxy->port, 80);
  EXPECT_EQ(agents({{"https_proxy", " http://proxy.test:8080\r"}}).proxy->port, 8080);
}

TEST(ProxyVariables, TheAgentCutsThePasswordAtItsSecondColon) {
  const auto found = agents({{"https_proxy", "http://us%40er:pa:ss@proxy.test:3128"}});
  EXPECT_EQ(found.proxy->user, "us@er");
  EXPECT_EQ(found.proxy->password.reveal(), "pa");
  EXPECT_THAT(found.reading.note, HasSubstr("%3A"));
  EXPECT_EQ(found.reading.proxy, "http://proxy.test:3128");
}

TEST(ProxyVariables, SaysWhatTheAgentCannotRead) {
  const auto consequence = [](const char* value) {
    const auto found = agents({{"https_proxy", value}});
    EXPECT_FALSE(found.proxy) << value;
    EXPECT_THAT(found.reading.note, HasSubstr("write http://")) << value;
    return found.reading.consequence;
  };
  EXPECT_EQ(consequence("10.0.0.1:3128"), "ends at its start");
  EXPECT_EQ(consequence("http://:3128"), "ends at its start");
  EXPECT_EQ(consequence("http://proxy.test:99999"), "ends at its start");
  EXPECT_EQ(consequence("proxy"), "ends at its start");
  EXPECT_EQ(consequence("http:proxy.test:3128"), "ends at its start");
  EXPECT_EQ(consequence("p:3128"), "ends at its start");
  EXPECT_EQ(consequence("http://DOMAIN\\user:word@proxy.test:3128"), "ends at its start");
  EXPECT_EQ(consequence("http://user:wo@rd@proxy.test:3128"), "ends at its start");
  EXPECT_EQ(consequence("proxy.test:3128"), "has no WebSocket");
  EXPECT_EQ(consequence("ftp://proxy.test:21"), "has no WebSocket");
}

TEST(ProxyVariables, OtherKindsOfProxyAreNoMistake) {
  for (const char* value : {"socks5://proxy.test:1080", "https://proxy.test:3129"}) {
    const auto found = agents({{"https_proxy", value}});
    EXPECT_FALSE(found.proxy);
    EXPECT_EQ(found.reading.consequence, kGoesThroughIt);
    EXPECT_THAT(found.reading.note, HasSubstr("not imitated"));
  }
}

TEST(ProxyVariables, WithoutHttpsProxyDotnetsOwnRulesCount) {
  const auto all = agents({{"ALL_PROXY", "proxy.test:3128"}});
  ASSERT_TRUE(all.proxy);
  EXPECT_EQ(all.proxy->port, 3128);
  const auto direct = agents({{"ALL_PROXY", "proxy.test:3128"}, {"no_proxy", ".test"}});
  EXPECT_FALSE(direct.proxy);
  EXPECT_THAT(direct.reading.note, HasSubstr("no_proxy names the hub"));
  EXPECT_FALSE(agents({{"http_proxy", "http://proxy.test"}}).proxy);
  EXPECT_FALSE(agents({{"https_proxy", "  "}}).proxy);
}

TEST(ProxyVariables, TheHostsServicesAndTheEngineReadThemOtherwise) {
  const Environment both = {{"HTTPS_PROXY", "http://upper.test:1"},
                            {"https_proxy", "http://lower.test:2"},
                            {"NO_PROXY", "test"}};
  EXPECT_EQ(agents(both).reading.proxy, "http://lower.test:2");
  const auto others = other_readings(both, "hub.test", 443);
  ASSERT_EQ(others.size(), 2U);
  EXPECT_EQ(others[0].proxy, "http://upper.test:1");
  EXPECT_THAT(others[1].proxy, IsEmpty());
  EXPECT_THAT(others[1].note, HasSubstr("NO_PROXY names the hub"));
  EXPECT_THAT(other_readings({{"PATH", "/bin"}}, "hub.test", 443), IsEmpty());
}

TEST(ProxyVariables, NothingOfAUserOrPasswordIsInAReading) {
  const Environment environment = {{"https_proxy", "http://someone:s3cr3t-word@proxy.test:3128"}};
  const auto found = agents(environment);
  EXPECT_EQ(found.reading.proxy, "http://proxy.test:3128");
  EXPECT_THAT(found.reading.note, IsEmpty());
  for (const auto& other : other_readings(environment, "hub.test", 443)) {
    EXPECT_EQ(other.proxy, "http://proxy.test:3128");
  }
}

}  // namespace
}  // namespace edge::probe
