// edgeprobe judge: a recorded report, judged anew.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/printing.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/source.hpp"
#include "probe/run/judge.hpp"

namespace edge::probe {
namespace {

/// A run whose report comes through a pipe may hold the connection for a day.
constexpr ReadLimits kReportLimits{64 << 20, std::chrono::hours{25}};

constexpr const char* kJudgeExamples = R"(Examples:
  edgeprobe run --hub ... --report json=seen.json    records what was seen
  edgeprobe judge seen.json                          what the rules of today make of it
  ssh device edgeprobe run --hub ... -o json | edgeprobe judge -

Exit codes: 0 reached, 1 not reached (--warnings-as-errors is not in a report), 2 no such report.)";

struct JudgeTexts {
  std::string report, format = "text";
};

CommandAction define_judge(CLI::App& app) {
  auto texts = std::make_shared<JudgeTexts>();
  app.add_option("REPORT", texts->report, "A JSON report of edgeprobe; - for standard input")
      ->required()->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember(output_names()))->capture_default_str();
  return [texts](ProcessArguments&) {
    const auto json = read_source(texts->report, kReportLimits);
    const auto where = printable(texts->report);
    const Report report = judged_anew(recorded_report(json, where), where);
    auto style = terminal_style();
    style.log_shown = false;
    write_standard_output(rendered(texts->format, report, style));
    return report.exit_code;
  };
}

}  // namespace

constinit const CommandRow kJudgeCommand{
    .name = "judge",
    .what = "Judge a recorded report anew; nothing is sent",
    .examples = kJudgeExamples,
    .define = define_judge};

}  // namespace edge::probe
