#include "probe/registry/registry_output.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/report/schema_archive.hpp"
#include "common/report/text.hpp"

namespace edge::probe {
namespace {

std::string credentials_text(const RegistryReport& report) {
  if (report.credentials.empty()) return "none: " + report.credentials_note;
  return fmt::format("{}, by {}", report.user, report.credentials);
}

std::string step_text(const RegistryStep& step, std::size_t width) {
  const bool ok = step.outcome == Outcome::ok;
  const std::string result = ok ? "ok" : step.stage == RegistryDetail::kind
                                             ? "NOT OK"
                                             : fmt::format("{} FAILED", step.stage);
  const std::string target = fmt::format("{}:{}, {}", step.host, step.port,
                                         human_duration(step.took));
  return labelled_block("  " + step.step,
                        fmt::format("{} ({}): {}", result, target, step.words), width);
}

std::string comparison_text(const RegistryComparison& one, std::size_t width) {
  return labelled_block("  compared",
                        fmt::format("{}{}: {}", one.user.empty() ? "" : one.user + ", by ",
                                    one.credentials, one.words), width);
}

}  // namespace

std::string registry_text(const RegistryReport& report, const TextStyle& style) {
  std::string text = fmt::format(
      "edgeprobe {}: {}/{}{}{} for {}\n\n", report.program_version, report.registry,
      report.repository, report.reference.find(':') == std::string::npos ? ":" : "@",
      report.reference, report.platform);
  text += labelled_block("Credentials", credentials_text(report), style.width);
  text += labelled_block("Proxy", report.proxy, style.width) + "\n";
  for (const RegistryStep& step : report.steps) text += step_text(step, style.width);
  for (const auto& one : report.comparisons) text += comparison_text(one, style.width);
  for (const auto& note : report.notes) text += labelled_block("  note", note, style.width);
  const TextOptions options{.width = style.width, .colours = style.colours};
  for (const Verdict& verdict : report.verdicts) {
    text += verdict_text(verdict, &verdict == &report.verdicts.front(), options);
  }
  text += labelled_block("  Where", report.place, style.width);
  return without_own_secrets(
      fmt::format("{}\n{}It took {}; exit code {}.\n", text,
                  report.interrupted ? "Interrupted. " : "", human_duration(report.ended),
                  report.exit_code));
}

std::string registry_json_text(const RegistryReport& report) {
  return without_own_secrets(
             json_text(json::Writer::document(report, kRegistrySchemaVersion), 2)) + "\n";
}

nlohmann::ordered_json registry_schema() {
  return json::Schema::of_document<RegistryReport>(
      "edgeprobe registry",
      "What `edgeprobe registry` finds of an image's pull. Durations are milliseconds; what is not "
      "known is absent.",
      kRegistrySchemaVersion);
}

}  // namespace edge::probe
