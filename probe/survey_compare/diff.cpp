#include "probe/survey_compare/diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/report/layout.hpp"
#include "probe/survey_output/phrases.hpp"

namespace edge::probe {
namespace {

// What is slower by so much, and by so many times, is not the usual variation.
constexpr Duration kSlowerBy = std::chrono::milliseconds{250};
constexpr int kSlowerTimes = 3;

/// The differences of one check.
class CheckDiff {
 public:
  CheckDiff(const SurveyCheck& older, const SurveyCheck& newer, std::vector<Change>& changes)
      : old_(older), new_(newer), changes_(changes) {}

  void compare() {
    if (old_.result == CheckResult::skipped || new_.result == CheckResult::skipped) return;
    if (old_.reached != new_.reached) return tell_reached();
    if (!new_.reached) return tell_failure();
    tell_way();
    tell_server();
  }

 private:
  void tell_reached() {
    const bool worse = badness_of(new_.result) > badness_of(old_.result) ||
                       (!new_.reached && new_.expect == Expect::reachable);
    const bool better = badness_of(new_.result) < badness_of(old_.result);
    add(worse ? Direction::worse : better ? Direction::better : Direction::other, "reached",
        new_.reached ? fmt::format("It is reached now. Before: {}", old_.words)
                     : fmt::format("It is not reached any more. {}", new_.words));
  }

  void tell_failure() {
    if (old_.verdict != new_.verdict) {
      add(Direction::other, "verdict",
          fmt::format("It still is not reached, for another reason: {} in place of {}. {}",
                      new_.verdict, old_.verdict, new_.words));
    } else if (old_.place != new_.place) {
      add(Direction::other, "place", fmt::format("It ends elsewhere: {} in place of {}.",
                                                 or_unknown(new_.place), or_unknown(old_.place)));
    }
  }

  void tell_way() {
    if (sorted(old_.addresses) != sorted(new_.addresses)) {
      add(Direction::other, "addresses",
          fmt::format("Its name stands for other addresses: {} in place of {}.",
                      listed(new_.addresses), listed(old_.addresses)));
    }
    if (old_.local != new_.local && !old_.local.empty() && !new_.local.empty()) {
      add(Direction::other, "source", fmt::format("This device goes there from {} in place of {}.",
                                                  new_.local, old_.local));
    }
    const bool slower = new_.took > old_.took + kSlowerBy && new_.took > old_.took * kSlowerTimes;
    const bool faster = old_.took > new_.took + kSlowerBy && old_.took > new_.took * kSlowerTimes;
    if (slower || faster) {
      add(slower ? Direction::worse : Direction::better, "time",
          fmt::format("It takes {} in place of {}.", human_duration(new_.took),
                      human_duration(old_.took)));
    }
  }

  void tell_server() {
    if (old_.issuer != new_.issuer) {
      add(Direction::other, "issuer",
          fmt::format("Another authority vouches for it: {} in place of {}. Where that is none of "
                      "the endpoint's own, TLS is opened on the way.", or_unknown(new_.issuer),
                      or_unknown(old_.issuer)));
    }
    if (old_.tls_version != new_.tls_version) {
      add(Direction::other, "tls", fmt::format("It speaks {} in place of {}.",
                                               or_unknown(new_.tls_version),
                                               or_unknown(old_.tls_version)));
    }
    if (old_.status != new_.status) {
      add(Direction::other, "status", fmt::format("It answers with status {} in place of {}.",
                                                  new_.status, old_.status));
    }
    const int worse = badness_of(new_.result) - badness_of(old_.result);
    if (worse != 0) {
      add(worse > 0 ? Direction::worse : Direction::better, "result",
          fmt::format("It is {} in place of {}. {}", name_of(new_.result), name_of(old_.result),
                      new_.words));
    }
  }

  static std::string or_unknown(const std::string& text) {
    return text.empty() ? "somewhere unknown" : text;
  }
  static std::vector<std::string> sorted(std::vector<std::string> list) {
    std::ranges::sort(list);
    return list;
  }
  static std::string listed(const std::vector<std::string>& list) {
    return list.empty() ? "none" : fmt::format("{}", fmt::join(list, ", "));
  }

  void add(Direction direction, std::string what, std::string words) {
    const std::string vantage = vantage_of(new_);
    changes_.push_back({direction, new_.endpoint, vantage == kDirect ? "" : vantage,
                        std::move(what), std::move(words)});
  }

  const SurveyCheck& old_;
  const SurveyCheck& new_;
  std::vector<Change>& changes_;
};

const SurveyCheck* same_check(const SurveyReport& report, const SurveyCheck& wanted) {
  const auto found = std::ranges::find_if(report.checks, [&](const SurveyCheck& check) {
    return check.endpoint == wanted.endpoint && vantage_of(check) == vantage_of(wanted);
  });
  return found == report.checks.end() ? nullptr : &*found;
}

void compare_sites(const SurveyReport& older, const SurveyReport& newer,
                   std::vector<Change>& changes) {
  if (older.name_servers == newer.name_servers) return;
  changes.push_back({Direction::other, "", "", "name-servers",
                     fmt::format("The device asks other name servers: {} in place of {}.",
                                 fmt::join(newer.name_servers, ", "),
                                 fmt::join(older.name_servers, ", "))});
}

}  // namespace

std::string_view name_of(Direction direction) {
  constexpr std::string_view kNames[] = {"worse", "other", "better"};
  const auto index = static_cast<std::size_t>(direction);
  return index < std::size(kNames) ? kNames[index] : std::string_view{};
}

SurveyDiff diff_of(const SurveyReport& older, const SurveyReport& newer) {
  SurveyDiff diff{survey_title(older), survey_title(newer), older.started, newer.started, {}};
  compare_sites(older, newer, diff.changes);
  for (const SurveyCheck& check : newer.checks) {
    if (const SurveyCheck* before = same_check(older, check)) {
      CheckDiff(*before, check, diff.changes).compare();
      continue;
    }
    const bool failed = check.result == CheckResult::failed;
    diff.changes.push_back({failed ? Direction::worse : Direction::other, check.endpoint, "",
                            "added", fmt::format("It is new in the catalogue, and {}. {}",
                                                 name_of(check.result), check.words)});
  }
  for (const SurveyCheck& check : older.checks) {
    if (same_check(newer, check)) continue;
    diff.changes.push_back({Direction::other, check.endpoint, "", "removed",
                            "It is not looked at any more."});
  }
  std::ranges::stable_sort(diff.changes, {}, &Change::direction);
  return diff;
}

bool is_worse(const SurveyDiff& diff) {
  return std::ranges::count(diff.changes, Direction::worse, &Change::direction) > 0;
}

}  // namespace edge::probe
