#include "common/base/host_name.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(HostName, IsWhatGlibcLetsThrough) {
  const std::string label(63, 'a');
  for (const auto& name : {std::string("hub.test"), std::string("Hub.TEST."), std::string("a_b-c"),
                           std::string("_x.1"), std::string("10.0.0.1"), label + "." + label}) {
    EXPECT_TRUE(is_host_name(name)) << name;
  }
  const std::string too_long = label + "." + label + "." + label + "." + label;
  for (const auto& name : {std::string(), std::string("."), std::string(".a"), std::string("a..b"),
                           std::string("-a"), std::string("a b"), std::string("h\xc3\xbc"),
                           std::string("a:1"), label + "a", too_long}) {
    EXPECT_FALSE(is_host_name(name)) << name;
  }
}

TEST(HostName, IsTheSameInAnyCaseAndWithADotBehind) {
  EXPECT_TRUE(same_host_name("hub.test", "HUB.test."));
  EXPECT_FALSE(same_host_name("hub.test", "hub.test.."));
  EXPECT_FALSE(same_host_name("hub.test", "hub.tes"));
}

TEST(HostName, IsSplitFromItsPort) {
  struct Row {
    const char* text;
    const char* host;
    std::optional<std::string_view> port;
  };
  const Row rows[] = {
      {"hub.test:443", "hub.test", "443"},
      {"hub.test", "hub.test", std::nullopt},
      {"hub.test:", "hub.test", ""},
      {":443", "", "443"},
      {"", "", std::nullopt},
      {"10.0.0.1.nip.io:99999", "10.0.0.1.nip.io", "99999"},
      {"[2001:db8::1]:443", "2001:db8::1", "443"},
      {"[2001:db8::1]", "2001:db8::1", std::nullopt},
      {"[fe80::1%eth0]:443", "fe80::1%eth0", "443"},
      {"[2001:db8::1]x", "[2001:db8::1]x", std::nullopt},
      {"[2001:db8::1", "[2001:db8:", "1"},
      {"[]:1", "", "1"},
      {"[", "[", std::nullopt},
      {"a:b:443", "a:b", "443"},
  };
  for (const auto& row : rows) {
    const auto [host, port, bracketed] = split_host_and_port(row.text);
    EXPECT_EQ(host, row.host) << row.text;
    EXPECT_EQ(port, row.port) << row.text;
    const std::string in_brackets = "[" + std::string(row.host) + "]";
    EXPECT_EQ(bracketed, std::string_view(row.text).starts_with(in_brackets)) << row.text;
  }
}

}  // namespace
}  // namespace edge
