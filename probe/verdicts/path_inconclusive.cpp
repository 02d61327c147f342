// path-inconclusive: what remains when no other rule holds. Says what is known and what to do to
// know more; the list of verdicts is never empty.
#include <fmt/format.h>

#include "probe/verdicts/failures.hpp"
#include "probe/verdicts/phrases.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

std::string with_error(std::string_view text, const std::string& error) {
  return error.empty() ? std::string(text) : fmt::format("{} ({})", text, error);
}

struct Words {
  std::string operator()(const TlsDetail& tls) const {
    if (tls.alert) return fmt::format("the peer ended TLS with alert {}", *tls.alert);
    if (!tls.defects.empty()) {
      return with_error("the certificate is not acceptable", tls.defect_text);
    }
    return with_error("the handshake failed", tls.error.text);
  }
  std::string operator()(const ResolveDetail& resolve) const {
    return with_error("the name was not resolved", resolve.error.text);
  }
  std::string operator()(const ConnectDetail& connect) const {
    if (connect.tries.empty()) return "no address could be tried";
    const ConnectTry& last = connect.tries.back();
    return fmt::format("{} gave \"{}\"", to_string(last.peer), name_of(last.answer));
  }
  std::string operator()(const LinkDetail& link) const {
    return with_error("the hub did not answer the link", link.error.text);
  }
  std::string operator()(const MessageDetail& message) const {
    return with_error("the test message was not answered", message.error.text);
  }
  std::string operator()(const HoldDetail& hold) const {
    const std::string why = hold.condition.empty() ? hold.error.text : hold.condition;
    return with_error("the connection ended after " + human_duration(hold.held), why) +
           quotation(hold.description);
  }
  std::string operator()(const AmqpDetail& amqp) const {
    return with_error("the AMQP open failed", amqp.error.text);
  }
  std::string operator()(std::monostate) const { return "no more is recorded about it"; }
  std::string operator()(const auto& detail) const { return words_on(detail); }
};

std::string what_is_known(const Failure& failure) {
  const Evidence& evidence = *failure.evidence;
  return fmt::format("{} {} in {} after {}: {}", evidence.transport, name_of(evidence.outcome),
                     evidence.stage, human_duration(evidence.end - evidence.begin),
                     std::visit(Words{}, evidence.detail));
}

/// Attempts of which only the end is known.
std::string bare_attempts(const Case& facts) {
  std::vector<std::string> items;
  for (const AttemptReport& attempt : facts.attempts) {
    items.push_back(fmt::format("{} {} in {}", attempt.transport, name_of(attempt.outcome),
                                attempt.stage.empty() ? "no stage" : attempt.stage));
  }
  return items.empty() ? "no attempt was made to its end" : list_text(items);
}

std::optional<Verdict> path_inconclusive_rule(const Case& facts) {
  const auto found = failures(facts);
  std::vector<const Evidence*> evidence;
  std::vector<std::string> known;
  for (const Failure& failure : found) {
    evidence.push_back(failure.evidence);
    known.push_back(what_is_known(failure));
  }
  Verdict verdict = verdict_on(evidence);
  if (evidence.empty() && facts.attempts.size() == 1) {
    verdict.transport = facts.attempts.front().transport;
    verdict.stage = facts.attempts.front().stage;
  }
  verdict.cause = fmt::format("The cause cannot be named from what was seen: {}.",
                              known.empty() ? bare_attempts(facts) : list_text(known));
  verdict.confidence = Confidence::possible;
  verdict.separate_by =
      "Run the probe again with `--control IP:PORT` of another host that should be reachable, and "
      "once on the host itself; the difference between the runs shows where it breaks.";
  return verdict;
}

}  // namespace

constinit const VerdictRow kPathInconclusive{
    .code = "path-inconclusive",
    .severity = Severity::error,
    .stage = "",
    .title = "Connecting fails, but what was seen names no cause",
    .fix = "Run the probe again: a cause that comes and goes shows as another result. Keep the "
           "JSON report (`--report json=FILE`): it holds all that was seen, for whoever looks at "
           "it next.",
    .elsewhere = "Run `edgeprobe survey` again, with this endpoint alone in the catalogue: a "
                 "fault that comes and goes shows by changing. Then look at its evidence in the "
                 "JSON report.",
    .guide = "",
    .rule = path_inconclusive_rule,
    .fallback = true};

}  // namespace edge::probe
