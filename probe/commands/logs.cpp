// edgeprobe logs: what the logs of an edge agent, an edge hub, a daemon or an engine say.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"
#include "probe/logs/log_json.hpp"
#include "probe/logs/log_text.hpp"
#include "probe/logs/read_logs.hpp"

namespace edge::probe {
namespace {

constexpr const char* kLogsExamples = R"(Examples:
  docker logs edgeAgent 2>&1 | edgeprobe logs -      the agent's log
  edgeprobe logs edgeAgent_log.txt edgeHub_log.txt   those of a support bundle
  iotedge system logs | edgeprobe logs -             the daemons'
  edgeprobe logs -o json /var/lib/docker/containers/*/*-json.log   as the engine keeps them
  edgeprobe list signatures                          what is recognised

Exit codes: 0 no known failure in it (which says nothing of what the log does not have), 1 a failure
was recognised, 2 wrong usage, or what cannot be read as a log.)";

struct LogTexts {
  std::vector<std::string> files;
  std::string format = "text";
};

CommandAction define_logs(CLI::App& app) {
  auto texts = std::make_shared<LogTexts>();
  app.add_option("FILE", texts->files, "Logs; - for standard input")
      ->required()->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [texts](ProcessArguments&) {
    const LogReport report = read_logs(texts->files);
    write_standard_output(texts->format == "json"
                              ? log_json_text(report)
                              : log_text(report, {text_columns(), wants_colours()}));
    return report.exit_code;
  };
}

}  // namespace

constinit const CommandRow kLogsCommand{
    .name = "logs",
    .what = "What logs of IoT Edge say of a failure; nothing is sent",
    .examples = kLogsExamples,
    .define = define_logs};

}  // namespace edge::probe
