// What --plan prints.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/report/layout.hpp"
#include "common/world/address.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/attempt/silent_connections.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/attempt/test_message.hpp"
#include "probe/evidence/idle_limit.hpp"

namespace edge::probe {
namespace {

/// An address needs no name server; a proxy's name does even where the hub's address is given.
bool asks_name_servers(const Plan& plan, const Options& options) {
  return std::ranges::any_of(plan.attempts, [&](const PlannedAttempt& attempt) {
    const bool given = options.address && !attempt.through_proxy;
    return !given && !parse_address(attempt.host);
  });
}

/// Whose credentials they are: a shell may have eaten a part of the name.
std::string identity_line(const Options& options) {
  const auto& identity = options.identity;
  if (!identity) {
    const auto& note = options.identity_note;
    return fmt::format("  identity      none: {}\n", note.empty() ? "no credentials" : note);
  }
  return fmt::format("  identity      device {}{}{}{}\n", identity->device_id,
                     identity->module_id.empty() ? "" : ", module " + identity->module_id,
                     options.certificate ? ", by its certificate" : "",
                     options.identity_from.empty() ? "" : ", from " + options.identity_from);
}

/// What is sent, and where it goes: to the routes of the hub, as any other.
std::string message_lines(const Options& options) {
  return fmt::format(
      "  test message  once the link stands: one telemetry message of {} bytes, as {};\n"
      "                {}\n"
      "                the hub routes it as it does any other; what it makes of it is waited for "
      "{}\n", kTestMessage.size(), options.identity->name(), kTestMessage,
      human_duration(kDispositionPatience));
}

/// What is opened to find the idle limit, and how long that takes.
std::string silence_lines(const Plan& plan, Duration longest) {
  return fmt::format(
      "  silences      on the first way that opens: at most {} more connections side by side, one\n"
      "                every {}, each up to {} ({}),\n"
      "                silent for {} to {}, then asked for a session; twice at most,\n"
      "                which takes up to {}\n",
      kMostSilent, human_duration(kIdleStagger), plan.until,
      plan.identity_checked ? "with the identity's token, no link" : "the identity is not used",
      human_duration(first_silences(longest).front()), human_duration(longest),
      human_duration(2 * (longest + kIdlePatience) + kIdleStagger * kMostSilent));
}

}  // namespace

std::string describe(const Plan& plan, const Options& options, const ResolverConfig& resolver) {
  std::string text = "Nothing is sent. A run with these options would contact only:\n";
  if (!options.vantage.empty()) text += fmt::format("  from          {}\n", options.vantage);
  const auto reason = options.profile_reason.empty() ? "" : " (" + options.profile_reason + ")";
  text += fmt::format("  profile       {}{}\n", options.profile, reason);
  text += identity_line(options);
  std::vector<std::string> servers;
  for (const auto& server : resolver.servers) servers.push_back(to_string(server));
  if (asks_name_servers(plan, options)) {
    text += fmt::format("  name servers  {} (UDP; TCP if an answer is cut short; where they give "
                        "none,\n                SYNs with a limited TTL to TCP 53 and 443 there, "
                        "and to the first routers\n                towards 192.0.2.1 or "
                        "2001:db8::1)\n",
                        fmt::join(servers, ", "));
  }
  for (const auto& attempt : plan.attempts) {
    text += fmt::format("  {:<12}  {} TCP port {}{}, {} up to {}: {}\n", attempt.transport->name,
                        options.address && !attempt.through_proxy ? options.address->to_string()
                                                                  : attempt.host,
                        attempt.port,
                        attempt.through_proxy ? fmt::format(" (proxy) for {}:{}", options.hub,
                                                            attempt.hub_port)
                                              : "",
                        options.quick ? "each stage" : "all",
                        human_duration(options.quick ? kQuickSilence : plan.attempt_timeout),
                        fmt::join(attempt.stages, ", "));
  }
  if (options.test_message) text += message_lines(options);
  if (options.idle_up_to) text += silence_lines(plan, *options.idle_up_to);
  text += "  path probes   TTL-limited SYNs to the same addresses, on the ports of every "
          "transport,\n                only where connecting fails or is silent for 3.5 s; at most "
          "3 in flight\n"
          "  second look   where TLS with the hub is silent or cut: the same ClientHello twice,\n"
          "                one in small segments, one without the hub's name, one byte alone;\n"
          "                where names fail: the same query over TCP, plainly, or from two\n"
          "                sockets, of each name server; where an address does not answer: the\n"
          "                name of the servers that gave none, and a path probe of two addresses\n"
          "                that they give\n";
  if (options.second_dns) {
    text += fmt::format("  second DNS    {} UDP: the hub's name, once\n",
                        to_string(*options.second_dns));
  }
  text += options.control ? fmt::format("  control       {} TCP\n", to_string(*options.control))
                          : "  control       none (--control IP:PORT names one)\n";
  if (!plan.left_out_because.empty()) {
    text += fmt::format("It would stop after {}: {}.\n", plan.until, plan.left_out_because);
  }
  if (stage_called(plan.until).disturbs_agent) {
    text += "The link stage takes over the identity's one connection: an agent that runs with it "
            "is thrown off.\n";
  }
  return text;
}

}  // namespace edge::probe
