#include "probe/watch/site.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/secret_gate.hpp"
#include "common/http/answers.hpp"

namespace edge::probe {
namespace {

/// What the answers are made of.
struct Asked {
  World& world;
  const WatchState& state;
  const Problems& problems;
  std::function<WatchCounts()> counts;
};

HttpAnswer metrics(const Asked& asked) {
  HttpAnswer answer;
  answer.body = asked.state.metrics_text(asked.counts());
  answer.fields = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
  return answer;
}

HttpAnswer health(const Asked& asked) {
  const Instant now = asked.world.now();
  const bool alive = asked.state.is_alive(now);
  const auto since = std::chrono::floor<std::chrono::seconds>(asked.state.since_last(now));
  nlohmann::ordered_json body{{"status", alive ? "ok" : "no survey has ended for too long"},
                              {"surveys", asked.counts().surveys},
                              {"seconds_since_last", since.count()},
                              {"problems", asked.problems.lines()}};
  return json_answer(body, alive ? 200 : 503);
}

HttpAnswer last_report(const Asked& asked) {
  if (!asked.state.report()) {
    return error_answer(503, "no-report-yet", "the first survey has not ended yet");
  }
  HttpAnswer answer;
  answer.body = asked.state.report_text();
  return answer;
}

struct PageRow {
  std::string_view path, what;
  HttpAnswer (*answer)(const Asked&);
};

constexpr PageRow kPages[] = {
    {"/metrics", "for Prometheus", metrics},
    {"/healthz", "200 as long as surveys are made", health},
    {"/report", "the last report, as `edgeprobe survey -o json` prints it", last_report},
};

HttpAnswer index() {
  HttpAnswer answer;
  answer.body = "edgeprobe watch\n";
  for (const PageRow& page : kPages) {
    answer.body += fmt::format("{}  {}\n", page.path, page.what);
  }
  answer.fields = {{"Content-Type", "text/plain; charset=utf-8"}};
  return answer;
}

HttpAnswer answer_to(const Asked& asked, std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/") return index();
  for (const PageRow& page : kPages) {
    if (page.path == path) return page.answer(asked);
  }
  return error_answer(404, "no-such-page", "there are /metrics, /healthz and /report");
}

Awaitable<HttpAnswer> answered(std::shared_ptr<const Asked> asked, HttpRequest request) {
  HttpAnswer answer = answer_to(*asked, request.head.target);
  answer.body = without_own_secrets(answer.body);
  co_return answer;
}

std::optional<HttpAnswer> refuse_method(const HttpHead& head) {
  if (head.method == "GET") return std::nullopt;
  HttpAnswer answer = error_answer(405, "method-not-allowed", "nothing but GET is answered");
  answer.fields = {{"Allow", "GET"}};
  return answer;
}

}  // namespace

std::shared_ptr<const HttpSite> watch_site(World& world, const WatchState& state,
                                           const Problems& problems,
                                           std::function<WatchCounts()> counts) {
  const auto asked = std::make_shared<const Asked>(
      Asked{world, state, problems, std::move(counts)});
  auto site = std::make_shared<HttpSite>();
  site->refuse = refuse_method;
  site->answer = [asked](HttpRequest request) { return answered(asked, std::move(request)); };
  return site;
}

}  // namespace edge::probe
