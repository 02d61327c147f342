#include <algorithm>

#include "common/base/json_text.hpp"
#include "common/base/version.hpp"
#include "simulator/run_output/outputs.hpp"

namespace edge::sim {

void write_json(std::ostream& out, const std::vector<RunRecord>& records,
                std::string_view world) {
  const auto count = [&](RunStatus status) {
    return std::ranges::count(records, status, &RunRecord::status);
  };
  auto scenarios = nlohmann::json::array();
  for (const auto& record : records) scenarios.push_back(to_json(record));
  nlohmann::json document{{"program", "edgesim"},
                                {"version", kVersion},
                                {"world", world},
                                {"passed", count(RunStatus::passed)},
                                {"failed", count(RunStatus::failed)},
                                {"errors", count(RunStatus::error)},
                                {"without_times", with_unjudged_times(records)},
                                {"scenarios", std::move(scenarios)}};
  if (const auto left = count(RunStatus::not_run)) {
    document["interrupted"] = true;
    document["not_run"] = left;
  }
  out << json_text(document, 2) << "\n";
}

}  // namespace edge::sim
