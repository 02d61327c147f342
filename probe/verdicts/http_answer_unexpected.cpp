// http-answer-unexpected: an HTTP answer that is not the endpoint's: a filter's page, a portal, a
// proxy that cannot reach it, or a registry that refuses this network.
#include <fmt/format.h>

#include "probe/verdicts/page_failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// What a status means here, and what to do; others have the verdict's words.
struct PageStatus {
  int first, last;
  std::string_view fix;
};

constexpr PageStatus kPageStatuses[] = {
    {300, 399, "The answer leads elsewhere, as a login page or captive portal does: log the device "
               "in, or have it exempted."},
    {403, 403, "Where a registry says so it is its own firewall: have this site's public address "
               "allowed there. Where a page says so it is the site's web filter: have it let "
               "{hubs} through."},
    {407, 407, "A proxy on the way that was not named wants credentials: give it with `--proxy`, "
               "or have the device exempted."},
    {502, 504, "A gateway or proxy answers that it cannot reach the endpoint behind it: look at "
               "its log, or try again later."},
};

std::string_view fix_of_page(int status) {
  for (const PageStatus& row : kPageStatuses) {
    if (status >= row.first && status <= row.last) return row.fix;
  }
  return {};
}

std::string page_text(const HttpDetail& page) {
  std::string text = fmt::format("status {}{}", page.status, quotation(page.reason));
  if (!page.title.empty()) text += ", a page with the title" + quotation(page.title);
  else if (!page.body_start.empty()) text += ", and says" + quotation(page.body_start);
  if (!page.location.empty()) text += ", which leads to" + quotation(page.location);
  if (!page.server.empty()) text += ", server" + quotation(page.server);
  if (!page.via.empty()) text += ", via" + quotation(page.via);
  return text;
}

/// Who the certificate of that way is issued by: an inspecting firewall names itself there.
std::string issuer_of(const Case& facts, const std::string& transport) {
  std::string issuer;
  for (const Evidence& seen : facts.evidence) {
    const auto* tls = detail_of<TlsDetail>(seen);
    if (tls && seen.transport == transport && !tls->chain.empty()) issuer = tls->chain[0].issuer;
  }
  return issuer;
}

std::optional<Verdict> http_answer_unexpected_rule(const Case& facts) {
  const auto found = page_failures(facts, [](const HttpDetail& detail) {
    return detail.status != 0;
  });
  if (found.empty()) return std::nullopt;
  const auto& [evidence, page] = found.front();
  Verdict verdict = verdict_on(found);
  verdict.cause = fmt::format("{} answers a request for {}, but not as it should: {}.", facts.host,
                              page->path, page_text(*page));
  const std::string issuer = issuer_of(facts, evidence->transport);
  if (!issuer.empty()) {
    verdict.cause += fmt::format(" The certificate there is issued by{}.", quotation(issuer));
  }
  verdict.fix = fix_of_page(page->status);
  verdict.confidence = Confidence::likely;
  return verdict;
}

}  // namespace

constinit const VerdictRow kHttpAnswerUnexpected{
    .code = "http-answer-unexpected",
    .severity = Severity::error,
    .stage = "http",
    .title = "HTTP answers, but not as the endpoint does: a filter, a portal, a refusal",
    .fix = "Compare with the same page from an unrestricted network: if it is another there, "
           "something on the way answers in the endpoint's name: have it let {hubs} through. If "
           "it is the same, the endpoint's own rules refuse this site, or it is ill.",
    .guide = "",
    .rule = http_answer_unexpected_rule};

}  // namespace edge::probe
