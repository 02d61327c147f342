#include "probe/environment/no_proxy.hpp"

#include <gtest/gtest.h>

namespace edge::probe {
namespace {

TEST(NoProxy, DotnetTakesNamesAloneAndSuffixesWithADot) {
  EXPECT_TRUE(dotnet_goes_direct("a.test,hub.test", "HUB.test"));
  EXPECT_TRUE(dotnet_goes_direct(" .test ", "hub.test"));
  EXPECT_TRUE(dotnet_goes_direct(".hub.test", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct("test", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct("*", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct("*.test", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct("hub.test:443", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct("192.0.2.0/24", "192.0.2.7"));
  EXPECT_FALSE(dotnet_goes_direct("", "hub.test"));
  EXPECT_FALSE(dotnet_goes_direct(",,", "hub.test"));
}

TEST(NoProxy, GoTakesNamesBelowNetworksPortsAndTheStar) {
  EXPECT_TRUE(go_goes_direct("*", "hub.test", 443));
  EXPECT_TRUE(go_goes_direct("test", "hub.test", 443));
  EXPECT_TRUE(go_goes_direct("hub.test", "hub.test", 443));
  EXPECT_TRUE(go_goes_direct("hub.test:443", "hub.test", 443));
  EXPECT_FALSE(go_goes_direct("hub.test:5671", "hub.test", 443));
  EXPECT_TRUE(go_goes_direct(".test", "hub.test", 443));
  EXPECT_TRUE(go_goes_direct("*.test", "hub.test", 443));
  EXPECT_FALSE(go_goes_direct(".hub.test", "hub.test", 443));
  EXPECT_FALSE(go_goes_direct("ub.test", "hub.test", 443));
}

TEST(NoProxy, GoKnowsAddressesAndNetworks) {
  EXPECT_TRUE(go_goes_direct("192.0.2.0/24", "192.0.2.7", 443));
  EXPECT_TRUE(go_goes_direct("192.0.2.7", "192.0.2.7", 443));
  EXPECT_TRUE(go_goes_direct("2001:db8::/32", "2001:db8::5", 443));
  EXPECT_TRUE(go_goes_direct("[2001:db8::5]:443", "2001:db8::5", 443));
  EXPECT_FALSE(go_goes_direct("192.0.2.0/24", "192.0.3.7", 443));
  EXPECT_FALSE(go_goes_direct("192.0.2.0/24", "hub.test", 443));
  EXPECT_FALSE(go_goes_direct("2001:db8::/32", "192.0.2.7", 443));
  EXPECT_FALSE(go_goes_direct("192.0.2.0/99", "192.0.2.7", 443));
}

TEST(NoProxy, GoNeverAsksAProxyForItsOwnHost) {
  EXPECT_TRUE(go_goes_direct("", "localhost", 443));
  EXPECT_TRUE(go_goes_direct("", "127.0.0.1", 443));
  EXPECT_FALSE(go_goes_direct("", "hub.test", 443));
}

}  // namespace
}  // namespace edge::probe
