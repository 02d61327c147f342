#include "common/world/endpoint.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(Endpoint, RoundTrips) {
  for (const auto* text : {"198.51.100.10:5671", "[2001:db8::1]:443", "0.0.0.0:0", "[::]:65535"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(to_string(*endpoint), text);
  }
}

TEST(Endpoint, BareAddressTakesTheDefaultPort) {
  EXPECT_EQ(to_string(*parse_endpoint("192.0.2.1", 53)), "192.0.2.1:53");
  EXPECT_EQ(to_string(*parse_endpoint("2001:db8::1", 53)), "[2001:db8::1]:53");
  EXPECT_EQ(to_string(*parse_endpoint("[2001:db8::1]", 53)), "[2001:db8::1]:53");
  EXPECT_EQ(to_string(*parse_endpoint("192.0.2.1:54", 53)), "192.0.2.1:54");
}

TEST(Endpoint, RefusesWhatIsMalformed) {
  using namespace std::string_view_literals;
  for (const auto text :
       {""sv, ":"sv, ":53"sv, "192.0.2.1"sv, "2001:db8::1"sv, "192.0.2.1:"sv, "192.0.2.1:65536"sv,
        "192.0.2.1:+5"sv, "192.0.2.1: 5"sv, "192.0.2.1:5x"sv, "192.0.2.1:000053"sv, "192.0.2:5"sv,
        "host:53"sv, "[192.0.2.1]:53"sv, "[2001:db8::1"sv, "[2001:db8::1]x"sv, "[2001:db8::1]:"sv,
        "[]:53"sv, "192.0.2.1\0:53"sv, "192.0.2.1\0"sv}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint.has_error()) << text;
    EXPECT_EQ(endpoint.error(), boost::system::errc::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace edge
