// http-no-answer: TLS stands, and a request gets no HTTP answer. Only endpoints of a survey are
// asked for a page.
#include <fmt/format.h>

#include "probe/verdicts/page_failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"
#include "probe/verdicts/tls_facts.hpp"

namespace edge::probe {
namespace {

std::optional<Verdict> http_no_answer_rule(const Case& facts) {
  auto found = page_failures(facts, [](const HttpDetail& detail) {
    return detail.status == 0;
  });
  std::erase_if(found, [](const auto& page) { return is_swallowed(*page.evidence); });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, detail] = found.front();
  Verdict verdict = verdict_on(found);
  const bool silent = evidence->outcome == Outcome::timed_out;
  verdict.cause = fmt::format("TLS to {} works, but a request for {} gets {}{}.", facts.host,
                              detail->path,
                              silent ? "no answer within " +
                                           human_duration(evidence->end - evidence->begin)
                                     : "no HTTP answer (" + detail->error.text + ")",
                              detail->body_start.empty()
                                  ? "" : "; what came begins with" + quotation(detail->body_start));
  verdict.confidence = Confidence::likely;
  return verdict;
}

}  // namespace

constinit const VerdictRow kHttpNoAnswer{
    .code = "http-no-answer",
    .severity = Severity::error,
    .stage = "http",
    .title = "TLS works, and no HTTP answer comes to a request",
    .fix = "Something that opens TLS on the way holds the request or its answer back: have it "
           "exempt {hubs}. If nothing does, the endpoint itself is slow or down: try again later, "
           "or from an unrestricted network.",
    .guide = "",
    .rule = http_no_answer_rule};

}  // namespace edge::probe
