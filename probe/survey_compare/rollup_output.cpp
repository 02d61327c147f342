#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/report/layout.hpp"
#include "common/report/schema_archive.hpp"
#include "probe/survey_compare/rollup.hpp"

namespace edge::probe {
namespace {

std::string shared_text(const CauseCluster& cause, const FleetRollup& rollup) {
  if (cause.shared.empty()) return "nothing that the others do not have as well";
  std::vector<std::string> parts;
  for (const SharedElement& shared : cause.shared) {
    const auto others = rollup.reports - cause.reports;
    parts.push_back(fmt::format("{} {} ({} of {}{})", shared.kind, shared.value,
                                shared.with_cause, cause.reports,
                                others == 0 ? "" : fmt::format(", and {} of the {} others",
                                                               shared.elsewhere, others)));
  }
  return fmt::format("{}", fmt::join(parts, "\n"));
}

}  // namespace

std::string rollup_text(const FleetRollup& rollup, std::size_t width) {
  std::string text = fmt::format("{} reports, {} without findings\n", rollup.reports,
                                 rollup.without_findings);
  for (const CauseCluster& cause : rollup.causes) {
    text += fmt::format("\n{} in {} reports, {} checks\n", cause.verdict, cause.reports,
                        cause.checks);
    text += labelled_block("  Share", shared_text(cause, rollup), width);
    text += labelled_block("  Endpoints", fmt::format("{}", fmt::join(cause.endpoints, ", ")),
                           width);
    const auto more = static_cast<std::size_t>(cause.reports) - cause.sites.size();
    text += labelled_block("  Sites", fmt::format("{}{}", fmt::join(cause.sites, ", "),
                                                  more ? fmt::format(" and {} more", more) : ""),
                           width);
    text += labelled_block("  Cause", cause.words, width);
    text += labelled_block("  Fix", cause.fix, width);
  }
  return without_own_secrets(text);
}

std::string rollup_json(const FleetRollup& rollup) {
  return json_text(json::Writer::document(rollup, kRollupSchemaVersion), 2) + "\n";
}

nlohmann::ordered_json rollup_schema() {
  return json::Schema::of_document<FleetRollup>(
      "edgeprobe rollup", "A fleet's reports by cause, those in most reports first.",
      kRollupSchemaVersion);
}

}  // namespace edge::probe
