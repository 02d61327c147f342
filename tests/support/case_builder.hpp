// Journals written by hand, for tests of verdicts and outputs: what a run would have recorded, as a
// few lines of test. No network, no clock: every stage takes 10 ms, a timed-out one 30 s.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe::test {

using namespace std::chrono_literals;

inline constexpr const char* kHub = "hub.test";

inline IpAddress ip(const std::string& text) { return boost::asio::ip::make_address(text); }
inline Endpoint hub_at(std::uint16_t port) { return {ip("203.0.113.10"), port}; }
/// 2017-11-28 18:46:19 UTC.
inline WallTime noon() { return WallTime{1511894779s}; }

inline Profile test_profile() {
  return {.name = "agent-test",
          .what = "",
          .transports = {"amqp", "amqp-ws"},
          .attempt_timeout = 30s,
          .open = {},
          .product_info = "",
          .api_version = "",
          .websocket_path = "",
          .token_lifetime = 1h,
          .start_lines = {},
          .attempt_line = "",
          .connected_line = "",
          .restart_command = "iotedgectl restart",
          .change_credentials = "run `iotedgectl setup --connection-string ...` with the new "
                                "connection string"};
}

/// A hop as a trace writes it: who said "time exceeded" at `ttl`.
inline Hop router(int ttl, const std::string& address) {
  return {ttl, Answer::icmp, ip(address), IcmpError{11, 0, ip(address)},
          std::chrono::microseconds{400 * ttl}};
}
inline Hop silent(int ttl) { return {ttl, Answer::silence, {}, {}, {}}; }
inline Hop accepts(int ttl) { return {ttl, Answer::accepted, ip("203.0.113.10"), {}, 9ms}; }
inline Hop resets(int ttl) { return {ttl, Answer::reset, ip("203.0.113.10"), {}, 5ms}; }
inline Hop rejects(int ttl, const std::string& from, std::uint8_t code = 13) {
  return {ttl, Answer::icmp, ip(from), IcmpError{3, code, ip(from)}, 1ms};
}

inline ConnectDetail connect_to(Endpoint peer, Answer answer, std::string error = {},
                                std::optional<IcmpError> icmp = {}) {
  return {{{peer, answer, {error, error}, std::move(icmp), {}, {}, {}}}};
}

class CaseBuilder {
 public:
  Profile profile = test_profile();
  std::vector<AttemptReport> attempts;
  std::vector<Evidence> evidence;
  bool connected = false;
  std::string host = kHub;
  std::vector<Target> targets{{"amqp", 5671, ""}, {"amqp-ws", 443, ""}};

  CaseBuilder& record(std::string transport, std::string stage, Outcome outcome,
                      Detail detail = {}) {
    const Duration took = outcome == Outcome::timed_out ? Duration{30s} : Duration{10ms};
    Evidence entry;
    entry.number = static_cast<int>(evidence.size()) + 1;
    entry.transport = std::move(transport);
    entry.stage = std::move(stage);
    entry.outcome = outcome;
    entry.begin = now_;
    entry.end = now_ += took;
    entry.detail = std::move(detail);
    evidence.push_back(std::move(entry));
    return *this;
  }

  CaseBuilder& at(const Endpoint& peer) {
    evidence.back().peer = peer;
    return *this;
  }

  CaseBuilder& unacknowledged(int segments) {
    evidence.back().unacknowledged = segments;
    return *this;
  }

  CaseBuilder& ok(const std::string& transport, const std::string& stage, Detail detail = {}) {
    return record(transport, stage, Outcome::ok, std::move(detail));
  }

  /// The stage that ends an attempt; the attempt begins with its first record.
  CaseBuilder& ends(const std::string& transport, const std::string& stage, Outcome outcome,
                    Detail detail = {}) {
    record(transport, stage, outcome, std::move(detail));
    Duration begin = evidence.back().begin;
    for (const Evidence& entry : evidence) {
      const bool retry = !attempts.empty() && entry.begin < attempts.back().end;
      if (entry.transport == transport && !retry) begin = std::min(begin, entry.begin);
    }
    attempts.push_back({transport, stage, outcome, begin, now_, stage == "link"});
    return *this;
  }

  /// resolve went well: for attempts that get as far as TCP. Another `name` is a proxy's.
  CaseBuilder& resolved(const std::string& transport, const std::string& name = {}) {
    for (Target& target : targets) {
      if (!name.empty() && target.transport == transport) target.proxy = name + ":3128";
    }
    return ok(transport, "resolve", ResolveDetail{name.empty() ? host : name, "dns", {}, {}, {}});
  }

  CaseBuilder& tcp(const std::string& transport) {
    resolved(transport);
    const Endpoint peer = hub_at(transport == "amqp" ? 5671 : 443);
    return ok(transport, "connect", connect_to(peer, Answer::accepted)).at(peer);
  }

  CaseBuilder& tcp_fails(const std::string& transport, Answer answer, std::string error = {},
                         std::optional<IcmpError> icmp = {}) {
    resolved(transport);
    const Endpoint peer = hub_at(transport == "amqp" ? 5671 : 443);
    const bool silence = answer == Answer::silence;
    return ends(transport, "connect", silence ? Outcome::timed_out : Outcome::failed,
                connect_to(peer, answer, std::move(error), std::move(icmp)))
        .at(peer);
  }

  CaseBuilder& tls_ok(const std::string& transport) {
    tcp(transport).ok(transport, "tls", TlsDetail{});
    return transport == "amqp" ? *this : ok(transport, "websocket", WebSocketDetail{});
  }

  CaseBuilder& amqp_ok(const std::string& transport) {
    AmqpDetail detail;
    detail.peer_header = "AMQP 0 1 0 0";
    detail.open_received = detail.iot_hub = true;
    return tls_ok(transport).ok(transport, "amqp-open", detail);
  }

  CaseBuilder& cbs_ok(const std::string& transport) {
    CbsDetail detail;
    detail.status = 200;
    return amqp_ok(transport).ok(transport, "cbs", detail);
  }

  CaseBuilder& connects(const std::string& transport) {
    cbs_ok(transport).ends(transport, "link", Outcome::ok, LinkDetail{});
    connected = true;
    return *this;
  }

  CaseBuilder& path(const std::string& subject, std::vector<Hop> hops, int port = 0,
                    std::string address = "203.0.113.10") {
    PathDetail detail;
    if (port == 0) port = subject == "amqp" ? 5671 : 443;
    detail.target = {ip(address), static_cast<std::uint16_t>(port)};
    detail.subject = subject;
    detail.reached = !hops.empty() && hops.back().answer == Answer::accepted;
    detail.hops = std::move(hops);
    return record(subject, "path", detail.reached ? Outcome::ok : Outcome::failed, detail);
  }

  /// The facts of a container in a user-defined network of the engine.
  CaseBuilder& in_module_network() {
    HostDetail host;
    host.facts.container = "docker";
    host.facts.interfaces = {{"eth0", {"172.18.0.2/16"}, 1500, true}};
    host.facts.routes = {{"0.0.0.0/0", ip("172.18.0.1"), "eth0", 0}};
    host.resolver.servers = {{ip("127.0.0.11"), 53}};
    return ok("", "host", host);
  }

  CaseBuilder& on_the_device() {
    HostDetail host;
    host.facts.interfaces = {{"eth0", {"192.168.1.10/24"}, 1500, true}};
    host.facts.routes = {{"0.0.0.0/0", ip("192.168.1.1"), "eth0", 0}};
    host.resolver.servers = {{ip("192.168.1.1"), 53}};
    return ok("", "host", host);
  }

  std::vector<Verdict> diagnose() const {
    return probe::diagnose({attempts, evidence, profile, host, targets, connected,
                            packet_loss(evidence)});
  }

  std::vector<std::string> codes() const {
    std::vector<std::string> list;
    for (const Verdict& verdict : diagnose()) list.push_back(verdict.code);
    return list;
  }

 private:
  Duration now_{};
};

/// What one server gave to the query for the hub's address.
inline ResolveDetail resolve_result(std::string error, std::string result,
                                    const std::string& server = "192.168.1.1") {
  ResolveDetail detail;
  detail.name = kHub;
  detail.source = "dns";
  detail.error = {error, error};
  detail.exchanges = {{{ip(server), 53}, "A", kHub, std::move(result), {}, {}}};
  return detail;
}

/// Both transports fail alike.
inline CaseBuilder both_end(const std::string& stage, Outcome outcome, const Detail& detail) {
  CaseBuilder run;
  return run.ends("amqp", stage, outcome, detail).ends("amqp-ws", stage, outcome, detail);
}

}  // namespace edge::probe::test
