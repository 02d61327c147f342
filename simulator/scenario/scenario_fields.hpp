// The keys of a scenario file, each listed once (simulator/topology_file/topology_fields.hpp says
// how). For this folder only.
#pragma once

#include "simulator/keys/describer.hpp"
#include "simulator/keys/reader.hpp"
#include "simulator/scenario/scenario.hpp"

namespace edge::sim {

template <>
inline constexpr std::array kNames<Outcome>{
    Choice<Outcome>{"ok", Outcome::ok}, Choice<Outcome>{"failed", Outcome::failed},
    Choice<Outcome>{"timed-out", Outcome::timed_out},
    Choice<Outcome>{"cancelled", Outcome::cancelled}, Choice<Outcome>{"skipped", Outcome::skipped}};

namespace keys {

inline constexpr std::size_t kMostSteps = 64;  // at each, all that are active are applied anew
inline constexpr std::size_t kMostExpected = 1000;
inline constexpr Span kUpToADay{std::chrono::milliseconds{1}, std::chrono::hours{24}};
inline constexpr Span kUpToAWhile{std::chrono::milliseconds{1}, std::chrono::minutes{45}};
inline constexpr Span kSilence{std::chrono::seconds{10}, std::chrono::minutes{30}};
inline constexpr Whole kExitCode{0, 255};
inline constexpr Whole kCount{0, kMostCounted};
inline constexpr std::string_view kIdentityWords[] = {"checked", "not-checked"};

inline constexpr NameIn kTopologyName{&Vocabulary::topologies, "edgesim list topologies"};
inline constexpr NameIn kFault{&Vocabulary::faults, "edgesim list faults"};
inline constexpr NameIn kProfile{&Vocabulary::profiles, "edgeprobe list profiles"};
inline constexpr NameIn kTransport{&Vocabulary::transports, "edgeprobe list transports"};
inline constexpr NameIn kStage{&Vocabulary::stages,
                               "edgeprobe list stages but hold and idle, which run on "
                               "request"};
inline constexpr NameIn kAnyStage{&Vocabulary::all_stages, "edgeprobe list stages"};
inline constexpr NameIn kHostVerdict{&Vocabulary::host_verdicts,
                                     "edgeprobe list host-causes"};
inline constexpr NameIn kVerdict{&Vocabulary::verdicts, "edgeprobe list verdicts"};

/// One outcome or, under `any-of`, several of which one must come.
struct OrAnyOf {};

template <>
struct Shape<ScenarioNetwork, AsTyped> {
  static void read(const Reader::Source& from, ScenarioNetwork& to);
  static Json schema(const Describer& describer);
  static std::string allowed() {
    return "one of edgesim list topologies, { name: ..., with: ... }, or a topology";
  }
};

/// Any keys with scalar values or lists of scalars; whoever takes them knows which make sense.
template <>
struct Shape<Parameters, AsTyped> {
  static void read(const Reader::Source& from, Parameters& to);
  static Json schema(const Describer& describer);
  static std::string allowed() { return "the fault's parameters"; }
};

template <>
struct Shape<Expectation, OrAnyOf> {
  using Keys = Expectation;
  static void read(const Reader::Source& from, Expectation& to);
  static Json schema(const Describer& describer);
  static std::string allowed() { return "an outcome, or { any-of: [an outcome, ...] }"; }
};

/// An exact number, or limits.
template <>
struct Shape<ExpectedCount, AsTyped> {
  static void read(const Reader::Source& from, ExpectedCount& to);
  static Json schema(const Describer& describer);
  static std::string allowed() {
    return fmt::format("a whole number, 0 to {}, or {{ at-least: ..., at-most: ... }}",
                       kMostCounted);
  }
};

template <class A, Is<FaultStep> T>
void fields(A& a, T& x) {
  a.is("a step of the timeline");
  a.required("at", x.at, "since the simulation's start", kUpToACentury);
  a.required("fault", x.fault, "what breaks", kFault);
  a("with", x.with, "its parameters");
  a("until", x.until, "it heals then; absent: never", kUpToACentury);
}

template <class A, Is<ProbeSettings> T>
void fields(A& a, T& x) {
  a.is("settings of the probe");
  a("begins", x.begins, "when it starts, since the simulation's start", kUpToACentury);
  a("credentials", x.credentials, "false: it knows the hub's name only");
  a("from-environment", x.from_environment, "its credentials are found in the environment");
  a("key", x.key, "another key than the hub's", kBase64);
  a("device-id", x.device_id, "another device than the hub's first", kIdentity);
  a("module-id", x.module_id, "another module than the hub's first", kIdentity);
  a("until", x.until, "the stage it ends with", kStage);
  a("transport", x.transport, "the one way that it tries", kTransport);
  a("quick", x.quick, "it tries all ways at once, each once, as with --quick");
  a("for", x.repeat_for, "it begins anew as its agent does, for so long", kUpToAWhile);
  a("send-test-message", x.send_test_message,
    "it sends one telemetry message once the link stands, as with --send-test-message");
  a("hold", x.hold, "it keeps the connection that long", kUpToADay);
  a("idle-up-to", x.idle_up_to, "it looks for the path's idle limit, as with --hold idle:DURATION",
    kSilence);
  a("second-dns", x.second_dns, "it asks this name server as well, as with --second-dns",
    PortIfAbsent{53});
  a("proxy", x.proxy, "it goes through this proxy", PortIfAbsent{0});
  a("proxy-user", x.proxy_user, "its name there", kLine);
  a("proxy-password", x.proxy_password, "and password", kLine);
}

template <class A, Is<LabTiming> T>
void fields(A& a, T& x) {
  a.is("settings of the lab");
  a.required("attempt-timeout", x.attempt_timeout, "shorter than the agent's 30s", kUpToADay);
}

template <class A, Is<ExpectedAttempt> T>
void fields(A& a, T& x) {
  a.is("an attempt");
  a.required("transport", x.transport, "how it was tried", kTransport);
  a.required("stage", x.stage, "the last one that ran", kAnyStage);
  a.required("outcome", x.outcome, "of that stage");
  a("begins", x.begins, "since the probe's start", kUpToACentury);
  a("ends", x.ends, "since the probe's start", kUpToACentury);
  a("tries", x.tries, "that the agent waited for", kCount);
}

template <class A, Is<ExpectedAtHub> T>
void fields(A& a, T& x) {
  a.is("what the hub has seen");
  a("connections", x.connections, "TCP connections, on both ports");
  a("opens", x.opens, "AMQP connections");
  a("authorized", x.authorized, "tokens accepted");
  a("links", x.links, "telemetry links");
  a("messages", x.messages, "telemetry messages");
  a("lost", x.lost,
    "numbers that the telemetry lacks, where its property sequenceNumber counts the messages");
  a("reconnects", x.reconnects, "identities that came back after their connection had ended");
}

template <class A, Is<ExpectedExec> T>
void fields(A& a, T& x) {
  a.is("a program's end");
  a("exit", x.exit, "never: it still runs at --exec-limit",
    NumberOr{kExitCode, "never", kNeverEnds});
  a("lasts", x.lasts, "from its start to its end", kUpToACentury);
  a("within", x.within, "tolerance of lasts", kUpToACentury);
  a("hub", x.hub, "what the hub has seen by then, of an agent in the topology too");
}

template <class A, Is<Expectation> T>
void fields(A& a, T& x) {
  a.is("an outcome");
  a("exit", x.exit, "edgeprobe's exit code", kExitCode);
  a("ends", x.ends, "when the agent would exit, or has connected", kUpToACentury);
  a("verdict", x.verdict, "the first verdict", kVerdict);
  a("also", x.also, "the further verdicts: exactly, in order",
    List{kMostExpected, kVerdict});
  a("host-verdict", x.host_verdict, "the cause that the host's facts and the run give together",
    kHostVerdict);
  a("identity", x.identity, "whether the hub knew it", OneOf{kIdentityWords});
  a("attempts", x.attempts, "all of them, in order", List{kMostExpected});
  a("log", x.log, "lines the agent's log has in this order, without time and level",
    List{kMostExpected, kLine});
  a("thrown-off", x.thrown_off, "connections that the hub ended because their identity came again");
  a("within", x.within, "tolerance of every time; 0s: exact", kUpToACentury);
  a("exec", x.exec, "what a program of your own must do in edgeprobe's place (--exec)");
}

template <class A, Is<Scenario> T>
void fields(A& a, T& x) {
  a.is("a scenario");
  a.required("why", x.why, "one sentence: what it is about", kLine);
  a.required("topology", x.network, "the network (topologies.md)");
  a("profile", x.profile, "the agent that edgeprobe reproduces", kProfile);
  a("seed", x.seed, "of all randomness", AnyNumber{});
  a("statistical", x.statistical, "it has random wires: run with 5 seeds, from seed on");
  a("timeline", x.timeline, "what breaks, and when", List{kMostSteps});
  a("probe", x.probe, "edgeprobe's options");
  a("lab", x.lab, "for runs in real time");
  a.required("expect", x.expect, "what is left out is not compared", OrAnyOf{});
}

}  // namespace keys
}  // namespace edge::sim
