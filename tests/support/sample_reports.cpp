#include "tests/support/sample_reports.hpp"

namespace edge::test {
namespace {

using namespace std::chrono_literals;

IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

/// 2017-11-28 18:46:19 UTC, as in the documented log.
WallTime started() { return WallTime{1511894779s}; }

TcpInfo full_tcp_info() {
  return {1, 2, 400ms, 1200us, 1448, 1460, 1500, 3, 4, 5000, 6000};
}

Evidence evidence(int number, std::string transport, std::string stage, Outcome outcome,
                  Duration begin, Duration end, Detail detail) {
  return {number, std::move(transport), std::move(stage), outcome, "", begin, end, {},
          std::move(detail)};
}

TlsDetail full_tls() {
  TlsDetail tls;
  tls.server_name = "hub.test";
  tls.version = "TLSv1.3";
  tls.cipher = "TLS_AES_256_GCM_SHA384";
  tls.chain = {{"CN=hub.test", "CN=Site Inspection CA", {"hub.test", "203.0.113.10"},
                started() - 24h, started() + 24h, "00ff"}};
  tls.defects = {CertificateDefect::expired, CertificateDefect::not_yet_valid,
                 CertificateDefect::wrong_name, CertificateDefect::untrusted_issuer,
                 CertificateDefect::other};
  tls.defect_text = "unsupported purpose";
  tls.alert = 48;
  tls.first_bytes = "HTTP/1.1 400";
  tls.bytes_received = 1448;
  tls.last_byte = 12ms;
  tls.error = {"ECONNRESET", "ECONNRESET"};
  tls.checked_at = started() + 123456789ns;
  return tls;
}

AmqpDetail full_amqp() {
  AmqpDetail amqp;
  amqp.first_bytes = "SSH-2.0";
  amqp.peer_header = "AMQP 0 1 0 0";
  amqp.open_received = amqp.iot_hub = true;
  amqp.container_id = "DeviceGateway_0";
  amqp.hostname = "localhost";
  amqp.product = "broker";
  amqp.max_frame_size = 65536;
  amqp.channel_max = 8191;
  amqp.idle_timeout_ms = 240000;
  amqp.condition = "amqp:connection:forced";
  amqp.description = "going down";
  amqp.error = {"EOF", "EOF"};
  return amqp;
}

HostDetail full_host() {
  HostDetail host;
  host.facts = {"edge-1", "6.1.0-18-amd64", "docker", {{"eth0", {"172.18.0.2/16"}, 1500, true}},
                {{"0.0.0.0/0", ip("172.18.0.1"), "eth0", 100}, {"172.18.0.0/16", {}, "eth0", 0}}};
  host.resolver.hosts = {{ip("127.0.0.1"), {"localhost"}}};
  host.resolver.servers = {{ip("127.0.0.11"), 53}};
  host.resolver.search = {"example"};
  host.resolver.rotate = true;
  host.resolver.use_vc = true;
  host.resolver.sources = std::vector<NameSource>{{"files", true}, {"dns"}};
  host.resolver.unusable = {"/etc/resolv.conf line 2: \"x\" is no address"};
  return host;
}

IdleDetail full_idle() {
  IdleDetail idle;
  idle.longest = 5min;
  idle.alive = 119s;
  idle.ended = 121s;
  idle.how = SilenceEnd::reset;
  idle.by = EndedBy::either;
  idle.heartbeat = 59s;
  idle.rtt = 20ms;
  idle.connections = 35;
  idle.passes = 2;
  idle.uneven = true;
  idle.silences = {{119s, SilenceEnd::answered, 21ms, 1ms},
                   {121s, SilenceEnd::reset, 20ms, 100ms}};
  idle.error = {"timeout", "connect: timeout"};
  return idle;
}

std::vector<Detail> every_detail() {
  const Endpoint hub{ip("203.0.113.10"), 5671};
  const IcmpError exceeded{11, 0, ip("172.18.0.1")};
  const ResolveDetail resolve{"hub.test", "dns", {"EAI_AGAIN", "EAI_AGAIN"}, {ip("203.0.113.10")},
                              {{{ip("2001:db8::53"), 53}, "A", "hub.test", "NOERROR", 1ms, 2ms}}};
  const ErrorFact unreachable{"EHOSTUNREACH", "EHOSTUNREACH"};
  const ConnectDetail connect{{{hub, Answer::icmp, unreachable, exceeded, 2ms, 3ms,
                                full_tcp_info()},
                               {{ip("2001:db8::1"), 5671}, Answer::silence, {}, {}, {}, {}, {}}}};
  const ProxyDetail proxy{"http://proxy.test:3128", true, 407, "Authenticate", "Basic", "1.1 p",
                          "ERR_CACHE_ACCESS_DENIED 0",
                          {"http.connect-refused", "the proxy refused the tunnel"}};
  const WebSocketDetail websocket{101, "Switching Protocols", "hub", "1.1 proxy", "AMQPWSB10",
                                  "<html>", {"EOF", "EOF"}};
  const CbsDetail cbs{"hub.test/devices/dev1", 401, "expired", "tracking", "amqp:not-found",
                      {"EOF", "EOF"}, started() + 1h, started()};
  const LinkDetail link{"amqps://hub.test:5671/devices/dev1/messages/events", "amqp:link:stolen",
                        "again", 400027, {"EOF", "EOF"}};
  const HttpDetail http{"/v2/", 401, "Unauthorized", "Kestrel", "1.1 proxy", "https://login.test/",
                        "Bearer realm=\"https://hub.test/token\"", "registry/2.0", "Sign in",
                        "<html>", {"EOF", "EOF"}};
  const RegistryDetail registry{"manifest", "hub.test", "agent", "1.5", "HEAD", http, "DENIED",
                                "no", "--user", "device", "bearer", "https://hub.test/token",
                                "http", started(), {"pull"}, true, "linux/arm64", {"linux/amd64"},
                                "data.test", 30s, "100;w=21600"};
  const NtpDetail ntp{3, true, 2, "RATE", 5ms, 20ms, {"EOF", "EOF"}};
  const PathDetail path{hub, "amqp",
                        {{1, Answer::icmp, ip("172.18.0.1"), exceeded, 400us},
                         {2, Answer::silence, {}, {}, {}},
                         {3, Answer::accepted, ip("203.0.113.10"), {}, 9ms}},
                        true};
  const HelloDetail hello{hub, 216, false, true, true, 93, true, true, 1240, 1260, {"EOF", "EOF"}};
  const LookupDetail lookup{"hub.test", "glibc", true, {"EAI_NONAME", "EAI_NONAME"}, {},
                            {"EAI_AGAIN", "EAI_AGAIN"}, {ip("203.0.113.10")}};
  const QueryDetail query{{ip("192.0.2.53"), 53}, true, true, true, true, "hub.test",
                          {"EAI_NONAME", "EAI_NONAME"}, {ip("203.0.113.10")}, resolve.exchanges};
  const MessageDetail message{"0f8fad5b", 51, "rejected", "com.microsoft:quota-exceeded",
                              "no more today", 403002, {"EOF", "EOF"}};
  return {std::monostate{}, resolve, connect, proxy, full_tls(), websocket, full_amqp(), cbs,
          link, message, HoldDetail{30s, "amqp:connection:forced", "bye", {"EOF", "EOF"}},
          full_idle(), http, registry, ntp, path, hello, lookup, query, full_host()};
}

Report with_header() {
  Report report;
  report.program_version = "0.1.0";
  report.profile = "agent-2017";
  report.host = "hub.test";
  report.until = "link";
  report.targets = {{"amqp", 5671, ""}, {"amqp-ws", 443, ""}};
  report.identity = "checked";
  report.started = started();
  report.exit_code = 1;
  return report;
}

}  // namespace

Report full_report() {
  Report report = with_header();
  report.reached = "resolve";
  report.profile_reason = "as found";
  report.agent_retry = 6s;
  report.targets[1].proxy = "proxy.test:3128";
  report.targets[1].asked_for = true;
  report.host_verdict = "vpn-route-override";
  report.identity_note = "because";
  report.attempt_timeout = 30s;
  report.agent_exit = 60s;
  report.ended = 66500ms;
  report.log = {{started() + 1ns, "INF", "Starting module management agent."}};
  report.attempts = {{"amqp", "connect", Outcome::timed_out, 0s, 30s},
                     {"amqp-ws", "tls", Outcome::failed, 30s, 30123456789ns}};
  report.attempts[0].deciding_try = 1;
  report.attempts[0].tries = {{1, 2, "connect", Outcome::timed_out, 0s, 30s}};
  const Outcome outcomes[] = {Outcome::ok, Outcome::failed, Outcome::timed_out, Outcome::cancelled,
                              Outcome::skipped};
  for (const Detail& detail : every_detail()) {
    const int number = static_cast<int>(report.evidence.size()) + 1;
    Evidence one = evidence(number, "amqp", "tls", outcomes[number % 5], 1ms, 400100ns, detail);
    one.note = "a note";
    one.peer = Endpoint{ip("2001:db8::1"), 443};
    one.attempt = one.attempt_try = 1;
    one.connection = 2;
    report.evidence.push_back(std::move(one));
  }
  report.verdicts = {{"tls-no-answer", Severity::error, Confidence::possible, "tls", "amqp",
                      "A cause.", {1, 2}, "A fix.", {"cbs-refused"}, "A run.", "A section"},
                     {"connected", Severity::info, Confidence::certain, "", "", "Fine.", {},
                      "Nothing.", {}, "", ""}};
  return report;
}

/// One of each kind, and none, with nothing known in it.
template <std::size_t... I>
std::vector<Detail> blank_details(std::index_sequence<I...>) {
  return {Detail{std::in_place_index<I>}...};
}

Report bare_report() {
  Report report = with_header();
  report.until.clear();
  report.identity = "not-checked";
  report.verdicts = {{"path-inconclusive", Severity::error, Confidence::possible, "", "",
                      "Nothing is known.", {}, "Run it again.", {}, "", ""}};
  for (const Detail& detail : blank_details(std::make_index_sequence<
                                            std::variant_size_v<Detail>>())) {
    const int number = static_cast<int>(report.evidence.size()) + 1;
    report.evidence.push_back(evidence(number, "", "tls", Outcome::skipped, {}, {}, detail));
  }
  return report;
}

Report vpn_report() {
  Report report = with_header();
  const IcmpError exceeded{11, 0, ip("172.18.0.1")};
  const auto connect = [](std::uint16_t port, Duration begin, Duration end) {
    const ErrorFact timed_out{"ETIMEDOUT", "ETIMEDOUT"};
    return ConnectDetail{{{{ip("203.0.113.10"), port}, Answer::silence, timed_out, {}, begin,
                           end, {}}}};
  };
  const auto resolve = [](Duration at) {
    return ResolveDetail{"hub.test", "dns", {}, {ip("203.0.113.10")},
                         {{{ip("127.0.0.11"), 53}, "A", "hub.test", "NOERROR", at, at + 800us}}};
  };
  const auto path = [&](std::uint16_t port) {
    return PathDetail{{ip("203.0.113.10"), port}, port == 443 ? "amqp-ws" : "amqp",
                      {{1, Answer::icmp, ip("172.18.0.1"), exceeded, 400us},
                       {2, Answer::silence, {}, {}, {}}, {3, Answer::silence, {}, {}, {}},
                       {4, Answer::silence, {}, {}, {}}, {5, Answer::silence, {}, {}, {}}},
                      false};
  };
  report.reached = "resolve";
  report.agent_exit = 60s;
  report.ended = 60s;
  report.log = {
      {started(), "INF", "Starting module management agent."},
      {started(), "INF", "Edge agent attempting to connect to IoT Hub via AMQP..."},
      {started() + 30s, "INF",
       "Edge agent attempting to connect to IoT Hub via AMQP over WebSocket..."}};
  report.attempts = {{"amqp", "connect", Outcome::timed_out, 0s, 30s},
                     {"amqp-ws", "connect", Outcome::timed_out, 30s, 60s}};
  report.evidence = {
      evidence(1, "", "host", Outcome::ok, 0s, 0s, full_host()),
      evidence(2, "amqp", "resolve", Outcome::ok, 0s, 800us, resolve(0s)),
      evidence(3, "amqp", "path", Outcome::failed, 3s, 9s, path(5671)),
      evidence(4, "amqp-ws", "path", Outcome::failed, 9s, 15s, path(443)),
      evidence(5, "amqp", "connect", Outcome::timed_out, 800us, 30s, connect(5671, 800us, 30s)),
      evidence(6, "amqp-ws", "resolve", Outcome::ok, 30s, 30s + 600us, resolve(30s)),
      evidence(7, "amqp-ws", "connect", Outcome::timed_out, 30s + 600us, 60s,
               connect(443, 30s + 600us, 60s))};
  return report;
}

}  // namespace edge::test
