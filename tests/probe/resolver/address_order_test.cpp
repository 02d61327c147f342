#include "probe/resolver/address_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "probe/resolver/musl_order.hpp"

namespace edge::probe {
namespace {

using boost::asio::ip::make_address;

struct Case {
  const char* rule;
  // Address and source, which may have the length of its subnet; "" unreachable.
  std::vector<std::pair<std::string, std::string>> destinations;
  std::vector<std::string> order;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.rule; }

class AddressOrder : public testing::TestWithParam<Case> {};
class MuslAddressOrder : public testing::TestWithParam<Case> {};

std::vector<std::string> sorted_by(void (*sort)(std::vector<Destination>&), const Case& given) {
  std::vector<Destination> destinations;
  for (const auto& [address, source] : given.destinations) {
    Destination destination{make_address(address), {}, 0};
    const auto slash = source.find('/');
    if (!source.empty()) destination.source = make_address(source.substr(0, slash));
    if (slash != source.npos) destination.subnet = std::stoi(source.substr(slash + 1));
    destinations.push_back(destination);
  }
  sort(destinations);
  std::vector<std::string> order;
  for (const auto& destination : destinations) order.push_back(destination.address.to_string());
  return order;
}

TEST_P(AddressOrder, ByTheRule) {
  EXPECT_EQ(sorted_by(sort_destinations, GetParam()), GetParam().order) << GetParam().rule;
}

TEST_P(MuslAddressOrder, ByTheRule) {
  EXPECT_EQ(sorted_by(sort_as_musl, GetParam()), GetParam().order) << GetParam().rule;
}

// Examples of RFC 6724 section 10.2 where glibc's tables give the same, and the cases an edge
// device meets: AAAA records without an IPv6 route, unique local addresses, NAT.
INSTANTIATE_TEST_SUITE_P(
    Rules, AddressOrder,
    testing::Values(
        Case{"1: no IPv6 route",
             {{"2001:db8::1", ""}, {"198.51.100.1", "172.18.0.2"}},
             {"198.51.100.1", "2001:db8::1"}},
        Case{"6: IPv6 first",
             {{"198.51.100.1", "172.18.0.2"}, {"2001:db8:1::1", "2001:db8:2::2"}},
             {"2001:db8:1::1", "198.51.100.1"}},
        Case{"2: scope of the source",
             {{"2001:db8::1", "fe80::2"}, {"198.51.100.1", "10.0.0.2"}},
             {"198.51.100.1", "2001:db8::1"}},
        Case{"2: link-local IPv4 source",
             {{"198.51.100.121", "169.254.13.78"}, {"2001:db8:1::1", "2001:db8:1::2"}},
             {"2001:db8:1::1", "198.51.100.121"}},
        Case{"5: 6to4 destination from 6to4 source",
             {{"2001:db8:1::1", "2002:c633:6401::2"}, {"2002:c633:6401::1", "2002:c633:6401::2"}},
             {"2002:c633:6401::1", "2001:db8:1::1"}},
        Case{"5: global destination from a unique local source loses to IPv4",
             {{"2001:db8::1", "fd00::2"}, {"198.51.100.1", "172.18.0.2"}},
             {"198.51.100.1", "2001:db8::1"}},
        Case{"8: smaller scope",
             {{"2001:db8:1::1", "2001:db8:1::2"}, {"fe80::1", "fe80::2"}},
             {"fe80::1", "2001:db8:1::1"}},
        Case{"9: longest shared prefix",
             {{"2001:db8:3ffe::1", "2001:db8:1::2"}, {"2001:db8:1::1", "2001:db8:1::2"}},
             {"2001:db8:1::1", "2001:db8:3ffe::1"}},
        Case{"9: the nearer of the own IPv4 subnet",
             {{"203.0.113.1", "10.0.0.2/24"},
              {"10.0.0.99", "10.0.0.2/24"},
              {"10.0.0.9", "10.0.0.2/24"}},
             {"10.0.0.9", "10.0.0.99", "203.0.113.1"}},
        Case{"9: no IPv4 address outside of the subnet is nearer than another",
             {{"203.0.113.1", "10.0.0.2/24"}, {"10.0.1.9", "10.0.0.2/24"}},
             {"203.0.113.1", "10.0.1.9"}},
        Case{"9: without a known subnet the order of the answer stays",
             {{"203.0.113.1", "10.0.0.2"}, {"10.0.0.9", "10.0.0.2"}},
             {"203.0.113.1", "10.0.0.9"}},
        Case{"10: nothing usable",
             {{"198.51.100.2", ""}, {"198.51.100.1", ""}},
             {"198.51.100.2", "198.51.100.1"}},
        Case{"none", {}, {}}));

// Where musl's table and rules give another order than glibc's, and the first rules as there.
INSTANTIATE_TEST_SUITE_P(
    Rules, MuslAddressOrder,
    testing::Values(
        Case{"1: no IPv6 route",
             {{"2a00:1::1", ""}, {"198.51.100.1", "172.18.0.2"}},
             {"198.51.100.1", "2a00:1::1"}},
        Case{"2: scope of the source",
             {{"2a00:1::1", "fe80::2"}, {"198.51.100.1", "10.0.0.2"}},
             {"198.51.100.1", "2a00:1::1"}},
        Case{"2: a link-local IPv4 source is global here",
             {{"198.51.100.1", "169.254.13.78"}, {"2a00:1::1", "fe80::2"}},
             {"198.51.100.1", "2a00:1::1"}},
        Case{"5: global destination from a unique local source loses to IPv4",
             {{"2a00:1::1", "fd00::2"}, {"198.51.100.1", "172.18.0.2"}},
             {"198.51.100.1", "2a00:1::1"}},
        Case{"6: IPv6 first",
             {{"198.51.100.1", "172.18.0.2"}, {"2a00:1::1", "2a00:2::2"}},
             {"2a00:1::1", "198.51.100.1"}},
        Case{"6: IPv4 before 6to4, Teredo and unique local addresses",
             {{"fd00::1", "fd00::2"},
              {"2001:0:1::1", "2001:0:1::2"},
              {"2002:c633:6401::1", "2002:c633:6401::2"},
              {"198.51.100.1", "172.18.0.2"}},
             {"198.51.100.1", "2002:c633:6401::1", "2001:0:1::1", "fd00::1"}},
        Case{"8: smaller scope",
             {{"2a00:1::1", "2a00:1::2"}, {"fe80::1", "fe80::2"}},
             {"fe80::1", "2a00:1::1"}},
        Case{"9: longest shared prefix, of IPv4 too and across subnets",
             {{"2a00:1::1", "2a00:1::2"}, {"203.0.113.1", "10.0.0.2"}, {"10.0.1.9", "10.0.0.2"}},
             {"2a00:1::1", "10.0.1.9", "203.0.113.1"}},
        Case{"10: nothing usable",
             {{"198.51.100.2", ""}, {"198.51.100.1", ""}},
             {"198.51.100.2", "198.51.100.1"}},
        Case{"none", {}, {}}));

}  // namespace
}  // namespace edge::probe
