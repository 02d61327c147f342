// edgeprobe logs: what the logs of an edge agent, an edge hub, a daemon or an engine say.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/rows.hpp"
#include "probe/engine/container_log.hpp"
#include "probe/engine/containers.hpp"
#include "probe/logs/log_json.hpp"
#include "probe/logs/log_text.hpp"
#include "probe/logs/read_logs.hpp"

namespace edge::probe {
namespace {

constexpr const char* kLogsExamples = R"(Examples:
  edgeprobe logs --container edgeAgent               the agent's log, from the engine (sudo)
  docker logs edgeAgent 2>&1 | edgeprobe logs -      the same
  edgeprobe logs edgeAgent_log.txt edgeHub_log.txt   those of a support bundle
  iotedge system logs | edgeprobe logs -             the daemons'
  edgeprobe logs -o json /var/lib/docker/containers/*/*-json.log   as the engine keeps them
  edgeprobe list signatures                          what is recognised

Exit codes: 0 no known failure in it (which says nothing of what the log does not have), 1 a failure
was recognised, 2 wrong usage, or what cannot be read as a log.)";

struct LogTexts {
  std::vector<std::string> files, containers;
  std::string engine;
  std::string format = "text";
};

/// Files first, whatever the order of the arguments: a container's log is asked for when its turn
/// comes.
std::vector<LogSource> sources_of(const LogTexts& texts) {
  std::vector<LogSource> sources;
  for (const auto& name : texts.files) sources.push_back(log_file(name));
  for (const auto& given : texts.containers) {
    const auto name = checked_container_name("--container", given);
    sources.push_back({"container " + name, [name, engine = texts.engine](const TakeChunk& take) {
                         read_container_log(engine_called(engine), name, take);
                       }});
  }
  if (sources.empty()) {
    throw UsageError("which log? Name files (- is standard input), or a container with --container "
                     "NAME");
  }
  return sources;
}

CommandAction define_logs(CLI::App& app) {
  auto texts = std::make_shared<LogTexts>();
  app.add_option("FILE", texts->files, "Logs; - for standard input")->check(value_problem);
  app.add_option("--container", texts->containers,
                 "The log of this container, as the engine has it; repeatable")
      ->option_text("NAME")->allow_extra_args(false)->check(value_problem);
  app.add_option("--engine", texts->engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [texts](ProcessArguments&) {
    const LogReport report = read_logs(sources_of(*texts));
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
