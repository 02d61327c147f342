#include "probe/attempt/plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "common/base/host_name.hpp"
#include "common/base/usage_error.hpp"
#include "probe/attempt/stages.hpp"

namespace edge::probe {
namespace {

/// A certificate is shown in TLS: there is no token then.
bool has_no_part(const StageRow& row, const Options& options) {
  return row.needs_token && options.certificate.has_value();
}

/// The last stage of an agent's whole sequence before the first for which `stop` holds.
template <class Stop>
std::string last_before(const Options& options, Stop stop) {
  std::string last;
  for (const StageRow& row : stage_rows()) {
    if (row.on_request || std::invoke(stop, row)) break;
    if (!has_no_part(row, options)) last = row.name;
  }
  return last;
}

std::string last_of_all(const Options& options) {
  return last_before(options, [](const StageRow&) { return false; });
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
    return {last_before(options, &StageRow::needs_identity),
            note.empty() ? "no credentials were given" : note};
  }
  if (options.credential_source == CredentialSource::environment) {
    const std::string last = last_before(options, &StageRow::disturbs_agent);
    if (!options.identity_runs.empty()) {
      return {last, options.identity_runs + ", and the link stage would throw it off"};
    }
    return {last, "the link stage would throw off a running agent with the same identity; "
                  "ask for it with --until link"};
  }
  return {last_of_all(options), ""};
}

/// Silent connections stand side by side, and a hub allows an identity one link only.
Reach reach_of_silence(const Options& options) {
  const std::string without = last_before(options, &StageRow::needs_identity);
  const std::string most = last_before(options, &StageRow::disturbs_agent);
  if (options.until.empty() || options.until == without) {
    return {without, "--hold idle looks without an identity"};
  }
  if (options.until == most) return {most, "--hold idle makes no link"};
  throw UsageError(fmt::format("--hold idle: opens connections side by side, so it goes as far as "
                               "{}, or with --until {} as far as that", without, most));
}

/// Throws UsageError for a stage that is not to be reached with these credentials.
void check_until(const Options& options) {
  const StageRow& row = stage_called(options.until);
  if (!options.identity && row.needs_identity) {
    throw UsageError(fmt::format("--until {}: needs credentials, and {}", options.until,
                                 reach_unasked(options).why));
  }
  if (has_no_part(row, options)) {
    throw UsageError(fmt::format("--until {}: with a certificate no token is shown; the hub judges "
                                 "the identity at --until {}", options.until,
                                 last_of_all(options)));
  }
  if (!row.disturbs_agent || options.identity_runs.empty()) return;
  throw UsageError(fmt::format("--until {}: {}, and the link would throw it off", options.until,
                               options.identity_runs));
}

Reach reach_of(const Options& options) {
  const bool silent = options.idle_up_to.has_value();
  Reach reach = silent ? reach_of_silence(options) : reach_unasked(options);
  if (options.until.empty()) return reach;
  check_until(options);
  if (silent) return reach;
  return {options.until, options.until == last_of_all(options) ? "" : "--until " + options.until};
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
    if (has_no_part(row, options)) continue;
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

bool has_stage(const PlannedAttempt& planned, std::string_view name) {
  return std::ranges::find(planned.stages, name) != planned.stages.end();
}

/// What goes on with the agent's own connection needs all of it.
void check_requested(const Plan& plan, const Options& options, const std::string& why) {
  const PlannedAttempt& first = plan.attempts.front();
  if (options.hold && !has_stage(first, HoldDetail::kind)) {
    throw UsageError("--hold: keeps the agent's whole connection, so it needs the link stage: " +
                     why);
  }
  if (options.test_message && !has_stage(first, MessageDetail::kind)) {
    throw UsageError("--send-test-message: goes by the telemetry link, so it needs the link "
                     "stage: " + why);
  }
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
                                : options.test_message    ? "--send-test-message"
                                : options.attempt_timeout ? "--attempt-timeout"
                                                          : "";
  if (with.empty()) return;
  throw UsageError(fmt::format("--quick: ends as soon as a verdict is known, so it does not go "
                               "with {}", with));
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
  check_requested(plan, options, reach.why);
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

}  // namespace edge::probe
