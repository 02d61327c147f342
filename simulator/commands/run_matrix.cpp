#include "simulator/commands/run_matrix.hpp"

#include <fmt/format.h>

#include "common/base/json_text.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/run_scenarios.hpp"
#include "simulator/faults/faults.hpp"
#include "simulator/fuzz/draw.hpp"
#include "simulator/fuzz/matrix.hpp"
#include "simulator/run/expectation.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/run/workers.hpp"

namespace edge::sim {
namespace {

/// The healthy networks first, then fault by fault.
const FaultRow* fault_of(const MatrixRequest& request, std::size_t run) {
  const auto row = run / static_cast<std::size_t>(request.runs);
  return row == 0 ? nullptr : &fault_rows()[row - 1];
}

nlohmann::json run_one(const MatrixRequest& request, std::size_t run) {
  const auto* fault = fault_of(request, run);
  auto chance = chance_of(request.seed, run);
  const auto scenario = draw_scenario(chance, {.faults = fault ? 1 : 0, .fault = fault});
  const auto report = run_scenario(scenario).report;
  return {{"rating", static_cast<int>(rating_of(scenario, report))},
          {"verdict", first_verdict(report)},
          {"scenario", scenario_text(scenario)}};
}

nlohmann::ordered_json json_of(const Matrix& matrix) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : matrix.rows()) {
    nlohmann::ordered_json made{{"fault", row.fault}, {"runs", row.runs}};
    for (const auto rating :
         {Rating::right, Rating::connected, Rating::undecided, Rating::wrong}) {
      made[std::string(name_of(rating))] = row.of(rating);
    }
    made["wrong_verdicts"] = row.wrong;
    rows.push_back(std::move(made));
  }
  return rows;
}

}  // namespace

int run_matrix(const MatrixRequest& request) {
  Matrix matrix;
  std::string wrong;
  const auto count = (fault_rows().size() + 1) * static_cast<std::size_t>(request.runs);
  run_forked(
      count, request.jobs, [&](std::size_t run) { return json_text(run_one(request, run)); },
      [&](std::size_t run, const WorkerResult& result) {
        if (!result.died.empty()) {
          throw std::runtime_error(fmt::format("run {} of seed {}: its worker died {}", run,
                                               request.seed, result.died));
        }
        const auto json = nlohmann::json::parse(result.text);
        const auto* fault = fault_of(request, run);
        const auto rating = static_cast<Rating>(json.at("rating").get<int>());
        matrix.add({fault ? std::string(fault->name) : std::string(),
                    rating, json.at("verdict")});
        if (rating != Rating::wrong || !request.verbose) return;
        wrong += fmt::format("\n# {}\n{}", json.at("verdict").get<std::string>(),
                             json.at("scenario").get<std::string>());
      });
  const bool text = request.format == "text";
  write_standard_output(text ? matrix_text(matrix) + wrong : json_text(json_of(matrix), 2) + "\n");
  return matrix.of(Rating::wrong) == 0 ? 0 : kNotMet;
}

}  // namespace edge::sim
