#include "probe/attempt/plan.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "common/base/host_name.hpp"
#include "common/base/usage_error.hpp"
#include "common/report/layout.hpp"
#include "common/world/address.hpp"
#include "probe/attempt/silent_connections.hpp"
#include "probe/attempt/stages.hpp"
#include "probe/evidence/idle_limit.hpp"

namespace edge::probe {
namespace {

/// The last stage of an agent's whole sequence before the first for which `stop` holds.
template <class Stop>
std::string last_before(Stop stop) {
  std::string last;
  for (const StageRow& row : stage_rows()) {
    if (row.on_request || std::invoke(stop, row)) break;
    last = row.name;
  }
  return last;
}

std::string last_of_all() {
  return last_before([](const StageRow&) { return false; });
}

struct Reach {
  std::string until;
  std::string why;  // what keeps it from the agent's whole sequence; or empty
};

/// Do no harm: the hub allows one connection per identity, so credentials that were merely found
/// are used up to cbs, which throws nobody off, unless the user asks for more.
Reach reach_unasked(const Options& options) {
  if (!options.identity) {
    const auto& note = options.identity_note;
    return {last_before(&StageRow::needs_identity),
            note.empty() ? "no credentials were given" : note};
  }
  if (options.credential_source == CredentialSource::environment) {
    return {last_before(&StageRow::disturbs_agent),
            "the link stage would throw off a running agent with the same identity; "
            "ask for it with --until link"};
  }
  return {last_of_all(), ""};
}

/// Silent connections stand side by side, and a hub allows an identity one link only.
Reach reach_of_silence(const Options& options) {
  const std::string without = last_before(&StageRow::needs_identity);
  const std::string most = last_before(&StageRow::disturbs_agent);
  if (options.until.empty() || options.until == without) {
    return {without, "--hold idle looks without an identity"};
  }
  if (options.until == most) return {most, "--hold idle makes no link"};
  throw UsageError(fmt::format("--hold idle: opens connections side by side, so it goes as far as "
                               "{}, or with --until {} as far as that", without, most));
}

Reach reach_of(const Options& options) {
  const bool silent = options.idle_up_to.has_value();
  Reach reach = silent ? reach_of_silence(options) : reach_unasked(options);
  if (options.until.empty()) return reach;
  if (!options.identity && stage_called(options.until).needs_identity) {
    throw UsageError(fmt::format("--until {}: needs credentials, and {}", options.until,
                                 reach_unasked(options).why));
  }
  if (silent) return reach;
  return {options.until, options.until == last_of_all() ? "" : "--until " + options.until};
}

PlannedAttempt plan_attempt(const TransportRow& transport, const Options& options,
                            const std::string& until) {
  PlannedAttempt planned{.transport = &transport, .host = options.hub};
  planned.port = planned.hub_port = options.port_of(transport);
  planned.through_proxy = transport.proxied && options.proxy.has_value();
  if (planned.through_proxy) {
    planned.host = options.proxy->host;
    planned.port = options.proxy->port;
  }
  bool past_the_end = false;
  for (const auto& stage : transport.stages) {
    const StageRow& row = stage_called(stage);
    if (row.on_request || (row.through_proxy_only && !planned.through_proxy)) continue;
    (past_the_end ? planned.left_out : planned.stages).emplace_back(stage);
    past_the_end = past_the_end || stage == until;
  }
  return planned;
}

/// Those that an option asks for, after the whole sequence of the agent.
void add_requested(PlannedAttempt& planned, const Options& options) {
  for (const auto& stage : planned.transport->stages) {
    const StageRow& row = stage_called(stage);
    const bool needs_all = row.disturbs_agent;  // it goes on with the agent's own connection
    if (!row.on_request || !row.on_request(options)) continue;
    if (!needs_all || planned.left_out.empty()) planned.stages.emplace_back(stage);
  }
}

bool ends_on_request(const PlannedAttempt& planned) {
  return stage_called(planned.stages.back()).on_request != nullptr;
}

/// A port that an option names is what the run is to find out about; where every way's is named,
/// they are just where the hub is, and one that works does, as for the agent.
void mark_asked_for(std::vector<PlannedAttempt>& attempts, const Options& options) {
  const auto named = [&](const PlannedAttempt& attempt) {
    return options.ports.contains(attempt.transport->name);
  };
  if (std::ranges::all_of(attempts, named)) return;
  for (auto& attempt : attempts) attempt.asked_for = named(attempt);
}

void check_quick(const Options& options) {
  if (!options.quick) return;
  const std::string_view with = options.hold              ? "--hold"
                                : options.idle_up_to      ? "--hold idle"
                                : options.repeat_for      ? "--for"
                                : options.attempt_timeout ? "--attempt-timeout"
                                                          : "";
  if (with.empty()) return;
  throw UsageError(fmt::format("--quick: ends as soon as a verdict is known, so it does not go "
                               "with {}", with));
}

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
  return fmt::format("  identity      device {}{}\n", identity->device_id,
                     identity->module_id.empty() ? "" : ", module " + identity->module_id);
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

Plan make_plan(const Options& options, const Profile& profile) {
  const Reach reach = reach_of(options);
  Plan plan{.until = reach.until, .left_out_because = reach.why};
  plan.attempt_timeout = options.attempt_timeout.value_or(profile.attempt_timeout);
  std::vector<std::string> transports = options.transports;
  if (transports.empty()) transports.assign(profile.transports.begin(), profile.transports.end());
  for (const auto& name : transports) {
    auto planned = plan_attempt(transport_called(name), options, plan.until);
    // A way that has no such stage would go on to its end, and throw a running agent off.
    const bool stops = planned.stages.back() == plan.until;
    add_requested(planned, options);
    if (stops) plan.attempts.push_back(std::move(planned));
  }
  if (plan.attempts.empty()) {
    throw UsageError(fmt::format("--until {}: no way of this agent has such a stage{}", plan.until,
                                 stage_called(plan.until).through_proxy_only ? " without --proxy"
                                                                             : ""));
  }
  check_quick(options);
  if (options.hold && options.idle_up_to) {
    throw UsageError("--hold: keeps one connection, or looks for the idle limit, not both");
  }
  mark_asked_for(plan.attempts, options);
  plan.identity_checked = std::ranges::any_of(plan.attempts.front().stages, [](const auto& stage) {
    return stage_called(stage).needs_identity;
  });
  if (options.hold && !ends_on_request(plan.attempts.front())) {
    throw UsageError("--hold: keeps the agent's whole connection, so it needs the link stage: " +
                     reach.why);
  }
  return plan;
}

std::vector<Target> targets_of(const Plan& plan) {
  std::vector<Target> targets;
  for (const auto& attempt : plan.attempts) {
    Target target{std::string(attempt.transport->name), attempt.hub_port, {}, attempt.asked_for};
    if (attempt.through_proxy) target.proxy = join_host_and_port(attempt.host, attempt.port);
    targets.push_back(std::move(target));
  }
  return targets;
}

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
  if (options.idle_up_to) text += silence_lines(plan, *options.idle_up_to);
  text += "  path probes   TTL-limited SYNs to the same addresses, on the ports of every "
          "transport,\n                only where connecting fails or is silent for 3.5 s; at most "
          "3 in flight\n"
          "  second look   where TLS with the hub is silent or cut: a ClientHello in small "
          "segments,\n                and one without the hub's name; where a name server is "
          "silent: the\n                same query over TCP\n";
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
