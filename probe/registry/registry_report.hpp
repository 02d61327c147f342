// What `edgeprobe registry` finds: each request of an image's pull, what stops it, and whether
// other credentials than the agent's would do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/report/report.hpp"

namespace edge::probe {

/// One request, and the connection made for it.
struct RegistryStep {
  std::string step;             // row of registry_steps()
  std::string host;
  std::uint16_t port = 0;
  Outcome outcome = Outcome::skipped;
  std::string stage;            // the last: "registry", or where the connection failed
  Duration took{};
  std::string words;            // what was seen
  std::optional<Evidence> seen;          // by that stage; absent: nothing
  std::optional<Report> evidence;        // the report of its run, where it was not as it should be
};

template <class F>
constexpr auto fields_of(F f, const RegistryStep*) {
  using S = RegistryStep;
  return f.described("registry-step", "one request of a pull", f.always("step", &S::step),
                     f.always("host", &S::host), f.always("port", &S::port),
                     f.always("outcome", &S::outcome),
                     f.always("stage", &S::stage, "the culprit, or the last that was ok"),
                     f.always("took_ms", &S::took), f.always("words", &S::words),
                     f.optional("seen", &S::seen, "by that stage"),
                     f.optional("evidence", &S::evidence,
                                "the report of its run, where it was not as it should be"));
}

/// The same image with credentials that the agent does not use.
struct RegistryComparison {
  std::string credentials;      // whose
  std::string user;
  bool accepted = false;
  std::string words;
};

template <class F>
constexpr auto fields_of(F f, const RegistryComparison*) {
  using C = RegistryComparison;
  return f.described("registry-comparison", "the same image with credentials that no agent uses",
                     f.always("credentials", &C::credentials), f.optional("user", &C::user),
                     f.always("accepted", &C::accepted), f.always("words", &C::words));
}

struct RegistryReport {
  std::string program_version;
  std::string registry, repository, reference;
  std::string platform;
  std::string credentials;      // whose were used; empty: none
  std::string user;
  std::string credentials_note; // why none
  std::string proxy;            // "proxy.example:3128"; empty: none
  WallTime started{};
  Duration ended{};
  std::vector<RegistryStep> steps;
  std::vector<RegistryComparison> comparisons;
  std::vector<std::string> notes;   // on credentials that were not tried
  std::string place;            // who is in the way, as far as is known
  std::vector<Verdict> verdicts;    // of the last step, the cause first
  bool interrupted = false;
  int exit_code = 1;            // 0: the image can be pulled
};

template <class F>
constexpr auto fields_of(F f, const RegistryReport*) {
  using R = RegistryReport;
  return f.described(
      "registry-report", "", f.always("program_version", &R::program_version),
      f.always("registry", &R::registry), f.always("repository", &R::repository),
      f.always("reference", &R::reference, "tag or digest"), f.always("platform", &R::platform),
      f.optional("credentials", &R::credentials, "whose were used; absent: none"),
      f.optional("user", &R::user), f.optional("credentials_note", &R::credentials_note),
      f.optional("proxy", &R::proxy), f.always("started", &R::started),
      f.always("ended_ms", &R::ended), f.always("exit_code", &R::exit_code),
      f.known("interrupted", &R::interrupted), f.always("verdicts", &R::verdicts),
      f.optional("place", &R::place, "who is in the way, as far as is known"),
      f.always("steps", &R::steps), f.optional("comparisons", &R::comparisons),
      f.optional("notes", &R::notes, "on credentials that were not tried"));
}

}  // namespace edge::probe
