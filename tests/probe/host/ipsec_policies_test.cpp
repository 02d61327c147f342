// IPsec policies from the kernel's messages, and what they do to a module's packets.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include "common/world/real/netlink_attributes.hpp"
#include "probe/host/host_findings.hpp"
#include "probe/host/ipsec_policies.hpp"
#include "tests/probe/host/host_support.hpp"

namespace edge::probe::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

xfrm_address_t xfrm_address(const char* text) {
  xfrm_address_t address{};
  address.a4 = htonl(v4(text).to_v4().to_uint());
  return address;
}

xfrm_userpolicy_info policy_of(const char* source, int length, int direction) {
  xfrm_userpolicy_info policy{};
  policy.sel.family = AF_INET;
  policy.sel.saddr = xfrm_address(source);
  policy.sel.prefixlen_s = static_cast<__u8>(length);
  policy.priority = 379519;
  policy.dir = static_cast<__u8>(direction);
  return policy;
}

std::string with_tunnel(std::string body, const char* end) {
  xfrm_user_tmpl tunnel{};
  tunnel.family = AF_INET;
  tunnel.mode = XFRM_MODE_TUNNEL;
  tunnel.id.daddr = xfrm_address(end);
  tunnel.id.proto = IPPROTO_ESP;
  add_attribute(body, XFRMA_TMPL, bytes_of(tunnel));
  return body;
}

std::string to_gateway(const char* source, int length) {
  return with_tunnel(bytes_of(policy_of(source, length, XFRM_POLICY_OUT)), "203.0.113.9");
}

TEST(IpsecPolicies, OneForWhatLeavesIsRead) {
  const auto policy = parse_ipsec_policy(to_gateway("172.18.0.0", 16));
  ASSERT_TRUE(policy);
  EXPECT_TRUE(policy->transforms);
  EXPECT_EQ(policy->tunnel_end, v4("203.0.113.9"));
  EXPECT_EQ(policy_text(*policy), "src 172.18.0.0/16 dst 0.0.0.0/0 dir out priority 379519");
}

TEST(IpsecPolicies, WhatIsAboutOtherPacketsIsNone) {
  EXPECT_FALSE(parse_ipsec_policy(bytes_of(policy_of("0.0.0.0", 0, XFRM_POLICY_IN))));
  std::string marked = to_gateway("0.0.0.0", 0);
  add_attribute(marked, XFRMA_MARK, bytes_of(xfrm_mark{7, 0xffffffff}));
  EXPECT_FALSE(parse_ipsec_policy(marked));
  std::string of_link = to_gateway("0.0.0.0", 0);
  add_attribute(of_link, XFRMA_IF_ID, bytes_of(std::uint32_t{42}));
  EXPECT_FALSE(parse_ipsec_policy(of_link));
}

TEST(IpsecPolicies, EveryPieceOfAMessageIsJudged) {
  const std::string whole = to_gateway("172.18.0.0", 16);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto policy = parse_ipsec_policy(whole.substr(0, size));
    EXPECT_FALSE(policy && policy->transforms) << size;
  }
  xfrm_userpolicy_info odd = policy_of("172.18.0.0", 255, XFRM_POLICY_OUT);
  EXPECT_TRUE(parse_ipsec_policy(bytes_of(odd)));
  odd.sel.family = AF_UNIX;
  EXPECT_FALSE(parse_ipsec_policy(bytes_of(odd)));
}

std::vector<HostFinding> found_with(const std::string& message) {
  HostState state = healthy_host();
  state.ipsec_policies = {*parse_ipsec_policy(message)};
  return network_findings(state, traced(state));
}

TEST(IpsecPolicies, TakeTheModulesPacketsBeforeAndAfterTheirTranslation) {
  for (const auto& [source, length] : {std::pair{"172.18.0.0", 16}, std::pair{"192.168.7.2", 32}}) {
    const auto findings = found_with(to_gateway(source, length));
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].code, "vpn-route-override");
    EXPECT_THAT(findings[0].cause, HasSubstr("into the tunnel to 203.0.113.9"));
    EXPECT_THAT(findings[0].rule, HasSubstr(source));
  }
  EXPECT_THAT(found_with(to_gateway("10.9.0.0", 16)), IsEmpty());
}

TEST(IpsecPolicies, OneWithoutATemplateBlocksOrLetsPass) {
  xfrm_userpolicy_info policy = policy_of("172.18.0.0", 16, XFRM_POLICY_OUT);
  EXPECT_THAT(found_with(bytes_of(policy)), IsEmpty());
  policy.action = XFRM_POLICY_BLOCK;
  const auto findings = found_with(bytes_of(policy));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].cause, HasSubstr("blocks the module network's packets"));
  EXPECT_EQ(findings[0].confidence, Confidence::certain);
}

}  // namespace
}  // namespace edge::probe::test
