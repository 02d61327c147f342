// The result of a survey: one row for each endpoint and vantage, which every output prints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/report/report.hpp"
#include "probe/survey/catalogue.hpp"

namespace edge::probe {

/// `warned`: not as expected, but optional, or another of its group does. `skipped`: not looked at,
/// which is never fine.
enum class CheckResult { passed, warned, failed, skipped };
std::string_view name_of(CheckResult result);
/// 0: passed; `failed` is worse than `skipped`, that than `warned`.
int badness_of(CheckResult result);

/// One stage of a check, for a matrix.
struct StageTime {
  std::string stage;
  Outcome outcome = Outcome::skipped;
  Duration took{};
};

template <class F>
constexpr auto fields_of(F f, const StageTime*) {
  return f.described("stage-time", "", f.always("stage", &StageTime::stage),
                     f.always("outcome", &StageTime::outcome),
                     f.always("took_ms", &StageTime::took));
}

/// A router or machine on the way, as a trace shows it.
struct PathHop {
  int ttl = 0;
  std::string address;   // empty: nobody answered
  std::string answer;    // "router", "accepted", "reset", "rejected", "silence"
};

template <class F>
constexpr auto fields_of(F f, const PathHop*) {
  return f.described("path-hop", "", f.always("ttl", &PathHop::ttl),
                     f.optional("address", &PathHop::address),
                     f.always("answer", &PathHop::answer));
}

struct SurveyCheck {
  std::string endpoint;       // its name
  std::string kind, host;
  std::uint16_t port = 0;     // 0: the kind's, or none
  std::string protocol;       // "TCP", "UDP"; empty: only names are looked up
  std::string component, why;
  bool required = false;
  std::string one_of;
  Expect expect = Expect::reachable;
  std::string allow, tag, source;   // as in the catalogue
  std::string network;        // of `--vantage`: "bridge br0"; empty: the program's own
  std::string vantage;        // there: "direct", or the proxy "proxy.example:3128"
  CheckResult result = CheckResult::skipped;
  bool reached = false;
  std::string verdict;        // row of probe/verdicts; empty: skipped
  std::optional<Confidence> confidence;
  std::string stage;          // where it ended
  std::string words;          // what was found, one or two sentences
  std::string fix;            // what to do; empty: nothing
  std::string place;          // who is in the way: "192.168.1.1, hop 2", or empty
  std::vector<std::string> addresses;  // of the name; through a proxy, of the proxy's
  std::string local;          // address that the connection came from
  std::vector<StageTime> stages;
  std::vector<PathHop> path;  // the trace of what failed
  std::string tls_version, issuer;
  std::optional<int> certificate_days;  // until it ends; negative: over
  int status = 0;             // HTTP
  std::string title;          // of its page
  std::optional<Duration> clock_offset;  // of a time server's clock to this one
  Duration took{};
  std::optional<Report> evidence;  // all of it, where it was not as expected
};

template <class F>
constexpr auto fields_of(F f, const SurveyCheck*) {
  return f.described(
      "check", "one endpoint from one vantage", f.always("endpoint", &SurveyCheck::endpoint),
      f.always("kind", &SurveyCheck::kind), f.always("host", &SurveyCheck::host),
      f.known("port", &SurveyCheck::port), f.optional("protocol", &SurveyCheck::protocol),
      f.always("component", &SurveyCheck::component), f.always("why", &SurveyCheck::why),
      f.always("required", &SurveyCheck::required),
      f.optional("one_of", &SurveyCheck::one_of, "a group of which one is enough"),
      f.always("expect", &SurveyCheck::expect),
      f.optional("allow", &SurveyCheck::allow, "its name for firewalls"),
      f.optional("tag", &SurveyCheck::tag), f.optional("source", &SurveyCheck::source),
      f.optional("network", &SurveyCheck::network,
                 "that it was tried in: host, \"bridge br0\"; absent: the program's own"),
      f.always("vantage", &SurveyCheck::vantage, "direct, or the proxy"),
      f.always("result", &SurveyCheck::result), f.always("reached", &SurveyCheck::reached),
      f.optional("verdict", &SurveyCheck::verdict),
      f.optional("confidence", &SurveyCheck::confidence),
      f.optional("stage", &SurveyCheck::stage, "the culprit, or the last that was ok"),
      f.always("words", &SurveyCheck::words), f.optional("fix", &SurveyCheck::fix),
      f.optional("place", &SurveyCheck::place, "who is in the way, as far as is known"),
      f.optional("addresses", &SurveyCheck::addresses),
      f.optional("local", &SurveyCheck::local, "address that it was tried from"),
      f.optional("stages", &SurveyCheck::stages), f.optional("path", &SurveyCheck::path),
      f.optional("tls_version", &SurveyCheck::tls_version),
      f.optional("issuer", &SurveyCheck::issuer),
      f.optional("certificate_days", &SurveyCheck::certificate_days, "until it ends"),
      f.known("status", &SurveyCheck::status, "HTTP"), f.optional("title", &SurveyCheck::title),
      f.optional("clock_offset_ms", &SurveyCheck::clock_offset,
                 "of the time server's clock to this device's"),
      f.always("took_ms", &SurveyCheck::took),
      f.optional("evidence", &SurveyCheck::evidence,
                 "the report of its run, where it was not as expected"));
}

struct SurveyReport {
  std::string program_version;
  std::string site;                     // as --site names it
  std::vector<std::string> labels;      // "key=value"
  std::string host_name;                // of the machine
  std::vector<std::string> catalogues;
  std::vector<std::string> left_out;    // endpoints that have no value for a placeholder
  std::vector<std::string> name_servers;  // addresses, but for those on this machine
  WallTime started{};
  Duration ended{};
  bool interrupted = false;
  int exit_code = 3;
  std::vector<SurveyCheck> checks;      // in the catalogues' order
};

template <class F>
constexpr auto fields_of(F f, const SurveyReport*) {
  return f.described(
      "survey", "", f.always("program_version", &SurveyReport::program_version),
      f.optional("site", &SurveyReport::site), f.optional("labels", &SurveyReport::labels),
      f.optional("host_name", &SurveyReport::host_name),
      f.always("catalogues", &SurveyReport::catalogues),
      f.optional("left_out", &SurveyReport::left_out,
                 "endpoints that have no value for a placeholder"),
      f.optional("name_servers", &SurveyReport::name_servers),
      f.always("started", &SurveyReport::started), f.always("ended_ms", &SurveyReport::ended),
      f.known("interrupted", &SurveyReport::interrupted),
      f.always("exit_code", &SurveyReport::exit_code), f.always("checks", &SurveyReport::checks));
}

struct SurveyCounts {
  int passed = 0, warned = 0, failed = 0, skipped = 0;
};
SurveyCounts counts_of(const SurveyReport& report);

inline constexpr std::string_view kDirect = "direct";

/// Where the check was made from and by which way: "direct", "proxy.example:3128", "bridge br0",
/// "bridge br0 by proxy.example:3128". With the endpoint it names a check.
std::string vantage_of(const SurveyCheck& check);
/// Of all checks, once each, in their order: the columns of a matrix.
std::vector<std::string> vantages_of(const SurveyReport& report);

/// Every endpoint's result in the light of the others of its group, and the exit code.
void conclude_survey(SurveyReport& report);

}  // namespace edge::probe
