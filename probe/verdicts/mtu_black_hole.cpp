// mtu-black-hole: large packets are lost without an ICMP error (RFC 2923 section 2.1), proven by a
// handshake in small segments that passes.
#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kAnyMtu = "1280";  // in the words below; what passes stands for it
constexpr int kLeastIpv6Mtu = 1280;  // RFC 8200 section 5: below it Linux turns IPv6 off

/// Of IP and TCP, which a segment's size leaves out.
int headers_of(const HelloDetail& hello) { return hello.target.address.is_v6() ? 60 : 40; }

int mtu_that_passes(const HelloDetail& hello) {
  const int mtu = *hello.largest_segment + headers_of(hello);
  return hello.target.address.is_v6() ? std::max(mtu, kLeastIpv6Mtu) : mtu;
}

std::string size_text(const HelloDetail& hello) {
  if (!hello.largest_segment || !hello.smallest_lost) {
    return fmt::format("in segments of at most {} bytes the handshake passes", *hello.max_segment);
  }
  return fmt::format("packets of up to {} bytes pass, and those of {} or more are lost without a "
                     "word", *hello.largest_segment + headers_of(hello),
                     *hello.smallest_lost + headers_of(hello));
}

std::optional<Verdict> mtu_black_hole_rule(const Case& facts) {
  const auto found = culprits<TlsDetail>(facts, [&](const auto& detail, const Evidence& seen) {
    return small_hello_that_passed(facts, seen) && !same_hello_elsewhere(facts, seen, detail);
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  const Evidence* small = small_hello_that_passed(facts, *evidence);
  const auto& hello = *detail_of<HelloDetail>(*small);
  Verdict verdict = verdict_on(found);
  cite(verdict, small);
  verdict.fix = kMtuBlackHole.fix;
  if (hello.largest_segment) {
    const auto at = verdict.fix.find(kAnyMtu);
    verdict.fix.replace(at, kAnyMtu.size(), std::to_string(mtu_that_passes(hello)));
  }
  verdict.cause = fmt::format(
      "{} accepts the connection, but the TLS handshake gets no further than {} bytes of an answer "
      "in {}; {}: the path's MTU is smaller than this network's.",
      tls_peer_text(facts, *evidence), detail->bytes_received,
      human_duration(evidence->end - evidence->begin), size_text(hello));
  return verdict;
}

}  // namespace

constinit const VerdictRow kMtuBlackHole{
    .code = "mtu-black-hole",
    .severity = Severity::error,
    .stage = "tls",
    .title = "Large packets are lost on the way, small ones pass: the MTU is too large",
    .fix = "Give the module network an MTU that the path carries, as `{engine} network create "
           "--opt {engine.mtu}=1280 azure-iot-edge` does, or lower the uplink's or the VPN "
           "adapter's (`ip link set DEVICE mtu ...`). Lasting: let ICMP \"fragmentation needed\" "
           "through the firewalls on the way, or clamp the segments on the router (nft: tcp option "
           "maxseg size set rt mtu).",
    .elsewhere = "Lower the MTU of this device's interface or module network to what passes, or "
                 "have whoever runs the tunnel or firewall on the way let ICMP \"fragmentation "
                 "needed\" through.",
    .guide = "Edge Agent module with LTE connection reports 'empty edge agent config' and causes "
             "'transient network error'",
    .rule = mtu_black_hole_rule};

}  // namespace edge::probe
