#include "probe/attempt/plan.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/usage_error.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kLastWithoutIdentity = "amqp-open";
constexpr std::string_view kLastWithoutHarm = "cbs";
constexpr std::string_view kLast = "link";

struct Reach {
  std::string until;
  std::string why;  // what keeps it from the agent's whole sequence; or empty
};

/// Do no harm: the hub allows one connection per identity, so credentials that were merely found
/// are used up to cbs, which throws nobody off, unless the user asks for more.
Reach reach_unasked(const Options& options) {
  if (!options.identity) {
    const auto& note = options.identity_note;
    return {std::string(kLastWithoutIdentity), note.empty() ? "no credentials were given" : note};
  }
  if (options.credential_source == CredentialSource::environment) {
    return {std::string(kLastWithoutHarm),
            "the link stage would throw off a running agent with the same identity; "
            "ask for it with --until link"};
  }
  return {std::string(kLast), ""};
}

bool needs_identity(std::string_view stage) {
  return stage == "cbs" || stage == "link" || stage == "hold";
}

Reach reach_of(const Options& options) {
  Reach reach = reach_unasked(options);
  if (options.until.empty()) return reach;
  if (!options.identity && needs_identity(options.until)) {
    throw UsageError(fmt::format("--until {}: needs credentials, and {}", options.until,
                                 reach.why));
  }
  return {options.until, options.until == kLast ? "" : "--until " + options.until};
}

PlannedAttempt plan_attempt(const TransportPlan& transport, const Options& options,
                            const std::string& until) {
  PlannedAttempt planned{.transport = transport, .host = options.hub};
  planned.port = transport.websocket ? options.ws_port : options.amqp_port;
  planned.through_proxy = transport.websocket && options.proxy.has_value();
  if (planned.through_proxy) {
    planned.host = options.proxy->host;
    planned.port = options.proxy->port;
  }
  bool past_the_end = false;
  for (const auto& stage : transport.stages) {
    if (stage == "proxy" && !planned.through_proxy) continue;
    (past_the_end ? planned.left_out : planned.stages).push_back(stage);
    past_the_end = past_the_end || stage == until;
  }
  if (options.hold && planned.left_out.empty()) planned.stages.push_back("hold");
  return planned;
}

/// An address needs no name server; a proxy's name does even where the hub's address is given.
bool asks_name_servers(const Plan& plan, const Options& options) {
  return std::ranges::any_of(plan.attempts, [&](const PlannedAttempt& attempt) {
    const bool given = options.address && !attempt.through_proxy;
    return !given && !parse_address(attempt.host);
  });
}

}  // namespace

Plan make_plan(const Options& options, const Profile& profile) {
  const Reach reach = reach_of(options);
  Plan plan{.until = reach.until, .left_out_because = reach.why};
  plan.attempt_timeout = options.attempt_timeout.value_or(profile.attempt_timeout);
  for (const auto& transport : profile.transports) {
    auto planned = plan_attempt(transport, options, plan.until);
    // A way that has no such stage would go on to its end, and throw a running agent off.
    const bool stops = planned.stages.back() == plan.until || planned.stages.back() == "hold";
    if (stops) plan.attempts.push_back(std::move(planned));
  }
  if (plan.attempts.empty()) {
    throw UsageError(fmt::format("--until {}: no way of this agent has such a stage{}", plan.until,
                                 plan.until == "proxy" ? " without --proxy" : ""));
  }
  const auto& stages = plan.attempts.front().stages;
  plan.identity_checked = std::ranges::find(stages, "cbs") != stages.end();
  if (options.hold && stages.back() != "hold") {
    throw UsageError("--hold: keeps the agent's whole connection, so it needs the link stage: " +
                     reach.why);
  }
  return plan;
}

std::string describe(const Plan& plan, const Options& options, const ResolverConfig& resolver) {
  std::string text = "Nothing is sent. A run with these options would contact only:\n";
  std::vector<std::string> servers;
  for (const auto& server : resolver.servers) servers.push_back(to_string(server));
  if (asks_name_servers(plan, options)) {
    text += fmt::format("  name servers  {} (UDP; TCP if an answer is cut short)\n",
                        fmt::join(servers, ", "));
  }
  for (const auto& attempt : plan.attempts) {
    text += fmt::format("  {:<12}  {} TCP port {}{}, up to {} s: {}\n", attempt.transport.name,
                        options.address && !attempt.through_proxy ? options.address->to_string()
                                                                  : attempt.host,
                        attempt.port,
                        attempt.through_proxy ? fmt::format(" (proxy) for {}:{}", options.hub,
                                                            options.ws_port)
                                              : "",
                        std::chrono::duration_cast<std::chrono::seconds>(plan.attempt_timeout)
                            .count(),
                        fmt::join(attempt.stages, ", "));
  }
  text += "  path probes   TTL-limited SYNs to the same addresses and ports, only where connecting "
          "fails\n                or is silent for 3 s; at most 3 in flight\n";
  text += options.control ? fmt::format("  control       {} TCP\n", to_string(*options.control))
                          : "  control       none (--control IP:PORT names one)\n";
  if (!plan.left_out_because.empty()) {
    text += fmt::format("It would stop after {}: {}.\n", plan.until, plan.left_out_because);
  }
  if (plan.until == kLast) {
    text += "The link stage takes over the identity's one connection: an agent that runs with it "
            "is thrown off.\n";
  }
  return text;
}

}  // namespace edge::probe
