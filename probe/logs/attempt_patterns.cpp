#include "probe/logs/attempt_patterns.hpp"

#include <array>

namespace edge::probe {
namespace {

using enum GapKind;

constexpr std::string_view kDrops =
    "host-does-not-pass-traffic vpn-drops-everything host-does-not-forward dns-no-answer "
    "tls-no-answer mtu-black-hole packet-loss";
/// Of one way alone, as an edge hub's, that its port is dropped is as likely.
constexpr std::string_view kDropsOrOnePort =
    "amqp-port-dropped-on-path amqp-port-dropped-by-host host-does-not-pass-traffic "
    "vpn-drops-everything host-does-not-forward dns-no-answer tls-no-answer mtu-black-hole "
    "packet-loss";
constexpr std::string_view kRefusals =
    "dns-name-unknown dns-server-failure connection-rejected host-unreachable proxy-denies "
    "proxy-credentials-missing websocket-upgrade-refused";
constexpr std::string_view kVerdicts =
    "certificate-wrong-name certificate-expired certificate-not-yet-valid token-expired "
    "token-signature-invalid device-not-registered device-disabled link-unauthorized";

constexpr AttemptPattern kPatterns[] = {
    {silence, unknown, true, "amqp-port-dropped-on-path",
     "amqp-port-dropped-by-host amqp-port-dropped-locally tls-blocked-on-port",
     "port 5671 gave no answer, and the WebSocket on 443 connected"},
    {used_up, unknown, true, "amqp-port-dropped-on-path",
     "amqp-port-reset amqp-port-rejected amqp-port-dropped-by-host tls-blocked-on-port",
     "port 5671 took its 30 s, and the WebSocket on 443 connected"},
    {refused, unknown, true, "amqp-port-reset",
     "amqp-port-rejected tls-blocked-on-port",
     "port 5671 was refused again and again, and the WebSocket on 443 connected"},
    {verdict, unknown, true, "tls-blocked-on-port",
     "certificate-untrusted-issuer amqp-closed",
     "port 5671 was given up at once, as for a certificate, and the WebSocket on 443 connected"},
    {silence, silence, false, "network-drops-everything", kDrops,
     "both ways lasted as long as silence does"},
    {used_up, used_up, false, "path-inconclusive",
     "network-drops-everything host-does-not-pass-traffic vpn-drops-everything dns-name-unknown "
     "dns-no-answer connection-refused",
     "both ways took their 30 s: silence, or tries that failed until the time was over"},
    {used_up, silence, false, "network-drops-everything", kDrops,
     "5671 took its 30 s, and 443 was silent for as long"},
    {refused, refused, false, "connection-refused", kRefusals,
     "both ways lasted as long as an answer does that is tried again at once: RST, an unknown "
     "name, a proxy's or web server's refusal"},
    {used_up, verdict, false, "connection-refused", kRefusals,
     "5671 took its 30 s and 443 was given up at once: refused, an unknown name or an HTTP error"},
    {used_up, resolver, false, "dns-no-answer", "",
     "5671 took its 30 s, and 443 two look-ups that nobody answered"},
    {verdict, verdict, false, "certificate-untrusted-issuer", kVerdicts,
     "both ways ended at once, as only a certificate, a token or a link that is refused ends them"},
    {verdict, silence, false, "websocket-port-blocked", "token-expired "
                                                        "certificate-untrusted-issuer",
     "5671 ended at once, as for a certificate or token that is refused, and 443 was silent"},
    {silence, refused, false, "websocket-port-blocked",
     "network-drops-everything proxy-denies proxy-credentials-missing connection-rejected",
     "5671 was silent, and on 443 somebody refused at once, again and again"},
    {refused, silence, false, "websocket-port-blocked", "network-drops-everything amqp-port-reset",
     "5671 was refused at once, again and again, and 443 was silent"},
    {throttled, throttled, false, "hub-throttles", "",
     "both ways lasted as long as tries do that a hub throttles"},
    // One way alone, or an end that the log does not have.
    {silence, unknown, false, "network-drops-everything", kDropsOrOnePort,
     "the attempts lasted as long as silence does"},
    {used_up, unknown, false, "path-inconclusive",
     "host-does-not-pass-traffic vpn-drops-everything network-drops-everything dns-name-unknown "
     "dns-no-answer connection-refused",
     "5671 took its 30 s, and the end of the attempt on 443 is not in the log"},
    {refused, unknown, false, "connection-refused", kRefusals,
     "the attempts lasted as long as an answer does that is tried again at once"},
    {verdict, unknown, false, "certificate-untrusted-issuer", kVerdicts,
     "the attempts ended at once, as for a certificate, a token or a link that is refused"},
    {throttled, unknown, false, "hub-throttles", "",
     "the attempts lasted as long as tries do that a hub throttles"},
};

const AttemptPattern* pattern_of(const RoundCount& round) {
  for (const AttemptPattern& pattern : kPatterns) {
    const bool through = round.connected && round.second_tried;
    if (pattern.second_connects != through || round.connected != through) continue;
    if (pattern.first == round.first && pattern.second == round.second) return &pattern;
  }
  return nullptr;
}

}  // namespace

const AttemptPattern* attempt_pattern(const std::vector<RoundCount>& rounds) {
  const AttemptPattern* found = nullptr;
  std::uint64_t most = 0;
  for (const RoundCount& round : rounds) {
    const AttemptPattern* pattern = pattern_of(round);
    if (!pattern) continue;
    const bool worse = !found || (found->second_connects && !pattern->second_connects);
    const bool same = found && found->second_connects == pattern->second_connects;
    if (!worse && !(same && round.rounds > most)) continue;
    found = pattern;
    most = round.rounds;
  }
  return found;
}

}  // namespace edge::probe
