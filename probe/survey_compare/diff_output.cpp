#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/json_text.hpp"
#include "common/base/secret_gate.hpp"
#include "common/report/layout.hpp"
#include "common/report/schema_archive.hpp"
#include "probe/survey_compare/diff.hpp"

namespace edge::probe {

std::string diff_text(const SurveyDiff& diff, std::size_t width) {
  std::string text = fmt::format("From {}, {}\nto   {}, {}\n", iso_text(diff.from),
                                 printable(diff.older), iso_text(diff.to), printable(diff.newer));
  for (const Change& change : diff.changes) {
    const std::string vantage = change.vantage.empty() ? "" : " [" + change.vantage + "]";
    text += fmt::format("\n{:<7} {}{}\n", name_of(change.direction),
                        change.endpoint.empty() ? "the site" : printable(change.endpoint),
                        printable(vantage));
    text += fmt::format("        {}\n", wrapped(change.words, 8, width));
  }
  if (diff.changes.empty()) text += "\nNothing has changed that a survey sees.\n";
  return without_own_secrets(text);
}

std::string diff_json(const SurveyDiff& diff) {
  return json_text(json::Writer::document(diff, kDiffSchemaVersion), 2) + "\n";
}

nlohmann::ordered_json diff_schema() {
  return json::Schema::of_document<SurveyDiff>(
      "edgeprobe diff", "What has changed in the network between two reports, the worst first.",
      kDiffSchemaVersion);
}

}  // namespace edge::probe
