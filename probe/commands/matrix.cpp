// edgeprobe matrix: the same run from several networks, side by side.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "common/base/arguments.hpp"
#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "common/program/program.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/commands/engine_called.hpp"
#include "probe/commands/proxy_option.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/run_command_line.hpp"
#include "probe/commands/side_by_side.hpp"
#include "probe/commands/source.hpp"
#include "probe/host/read_host_state.hpp"
#include "probe/matrix/default_columns.hpp"
#include "probe/matrix/make_matrix.hpp"
#include "probe/matrix/matrix_json.hpp"
#include "probe/matrix/matrix_text.hpp"
#include "probe/run/judge.hpp"
#include "probe/vantage/vantage.hpp"

namespace edge::probe {
namespace {

constexpr const char* kMatrixExamples = R"(Examples:
  sudo edgeprobe matrix                                the hub of the edge agent that is here
  sudo edgeprobe matrix --hub contoso.azure-devices.net --quick    in 4 s
  sudo edgeprobe matrix --hub ... --vantage host --vantage bridge:br-1a2b3c4d5e6f
  sudo edgeprobe matrix --hub ... --proxy http://10.0.0.9:3128 --direct    by it, and without
  sudo edgeprobe matrix --connection-string @device.txt -o json

Exit codes: 0 the hub is reached from each, 1 not from each, 2 wrong usage, 3 edgeprobe failed.)";

constexpr std::size_t kMostColumns = 5, kMostOfBothKinds = 3;
/// What is this command's own, or would undo it.
constexpr std::array<std::string_view, 9> kOwnOptions = {
    "--help",  "--vantage", "--engine", "--output",            "--hub",
    "--until", "--direct",  "--proxy",  "--proxy-credentials"};

using Words = std::vector<std::string>;

struct MatrixTexts {
  RunTexts run;
  std::vector<std::string> vantages;
  std::string engine, format = "text";
  bool direct = false;
};

/// The hub allows one connection for an identity: runs beside each other would end one another's
/// if they went on to the link.
std::string last_stage(const MatrixTexts& texts) {
  const bool identity = !texts.run.connection_string.empty() || !texts.run.identity.empty();
  const auto& until = texts.run.options.until;
  if (identity && until == "link") {
    throw UsageError("--until link: side by side the runs would throw each other off");
  }
  if (texts.run.options.test_message) {
    throw UsageError("--send-test-message: takes the link, of which an identity has one");
  }
  if (!until.empty() || texts.run.connection_string.empty()) return until;
  return texts.run.certificate.empty() ? "cbs" : "amqp-open";
}

/// Each run reads it by itself.
void refuse_unshared(const MatrixTexts& texts) {
  const auto& text = texts.run.connection_string;
  if (!text.empty() && !text.starts_with('@')) {
    throw UsageError("--connection-string: write @FILE, which each of the runs can read");
  }
}

std::vector<ColumnPlan> asked_for(const std::vector<std::string>& vantages) {
  std::vector<ColumnPlan> columns;
  for (const auto& given : vantages) {
    const auto colon = given.find(':');
    const auto name = colon == given.npos ? given : given.substr(colon + 1);
    columns.push_back({printable(name, 60), given == kHostVantage ? std::string() : given});
  }
  return columns;
}

MatrixColumn column_of(const ColumnPlan& plan, const OwnCopyResult& result) {
  MatrixColumn column{.name = plan.name, .vantage = printable(plan.vantage, 200)};
  column.direct = plan.direct;
  column.why_not = why_no_report(result);
  if (column.why_not.empty()) column.report = recorded_report(result.output, plan.name);
  return column;
}

/// What only the columns are told that go through a proxy; its URL is not for the process list.
OwnCopyStart by_proxy(const RunTexts& texts, const std::vector<Secret>& urls) {
  if (urls.empty()) return {texts.proxy.empty() ? Words() : Words{"--proxy=none"}, {}};
  OwnCopyStart with{{kProxiesFromInput}, proxies_for_input(urls)};
  if (!texts.proxy_credentials.empty()) {
    with.arguments.push_back("--proxy-credentials=" + texts.proxy_credentials);
  }
  return with;
}

std::vector<OwnCopyStart> copies_for(const std::vector<ColumnPlan>& plans,
                                     const Words& options, const std::string& engine,
                                     const OwnCopyStart& proxy) {
  const OwnCopyStart direct{{"--proxy=none"}, {}};
  std::vector<OwnCopyStart> copies;
  for (const ColumnPlan& plan : plans) {
    auto& copy = copies.emplace_back(OwnCopyStart{{"run", "--output=json"}, {}});
    auto& words = copy.arguments;
    words.insert(words.end(), options.begin(), options.end());
    const OwnCopyStart& way = plan.direct ? direct : proxy;
    words.insert(words.end(), way.arguments.begin(), way.arguments.end());
    copy.input = way.input;
    if (!engine.empty()) words.push_back("--engine=" + engine);
    if (!plan.vantage.empty()) words.push_back("--vantage=" + plan.vantage);
  }
  return copies;
}

int compare(MatrixTexts& texts, const CLI::App& app, ProcessArguments& arguments) {
  refuse_unshared(texts);
  const EngineAnswer engine = ask_engine(texts.engine);
  const bool unnamed = texts.run.hub.empty() && texts.run.connection_string.empty() &&
                       texts.run.identity.empty();
  if (unnamed && engine.state) texts.run.hub = hub_of_agent(*engine.state);
  const std::string until = last_stage(texts);
  // What is wrong with the options is said once, and not for each network.
  RunTexts only_read = texts.run;
  only_read.plan = true;
  const RunRequest request =
      understand_run(only_read, environment_variables(), read_secret,
                     {[&] { return engine_called(texts.engine); }, real_wall_time});
  for (const auto& secret : request.secrets) arguments.wipe(secret.reveal());
  if (!request.secrets.empty()) write_error_line("edgeprobe", kPasswordSeen);
  auto options = words_of(app, kOwnOptions);
  if (!texts.run.hub.empty()) options.push_back("--hub=" + texts.run.hub);
  if (!until.empty()) options.push_back("--until=" + until);
  RouteNetlink kernel;
  auto plans = texts.vantages.empty() ? default_columns(read_host_state(kernel), engine.state)
                                      : asked_for(texts.vantages);
  if (plans.size() > kMostColumns) {
    throw UsageError(fmt::format("--vantage: at most {} side by side", kMostColumns));
  }
  if (texts.direct && plans.size() > kMostOfBothKinds) {
    throw UsageError(fmt::format("--direct: at most {} networks side by side; name them by "
                                 "--vantage", kMostOfBothKinds));
  }
  if (texts.direct) plans = with_direct(plans);
  const auto results = run_side_by_side(
      copies_for(plans, options, texts.engine, by_proxy(texts.run, request.proxy_urls)));
  std::vector<MatrixColumn> columns;
  Words names;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    columns.push_back(column_of(plans[i], results[i]));
    names.push_back(plans[i].name);
  }
  warn_of_copies(results, names);
  const MatrixReport matrix = make_matrix(std::move(columns));
  write_standard_output(texts.format == "json"
                            ? matrix_json_text(matrix)
                            : matrix_text(matrix, {text_columns(), wants_colours()}));
  return matrix.exit_code;
}

CommandAction define_matrix(CLI::App& app) {
  auto texts = std::make_shared<MatrixTexts>();
  add_run_options(app, texts->run);
  app.add_option("--vantage", texts->vantages,
                 fmt::format("A network: host, {}; repeatable; else the host's, the engine's "
                             "default bridge and the modules'",
                             fmt::join(names_of_rows(vantage_rows(), &VantageRow::form), ", ")))
      ->option_text("KIND:NAME")->allow_extra_args(false)->check(value_problem);
  app.add_flag("--direct", texts->direct,
               "Each network once more, without the proxy of --proxy or of its environment");
  app.add_option("--engine", texts->engine,
                 "The container engine's socket; else DOCKER_HOST, or Docker's, or podman's")
      ->check(value_problem);
  app.add_option("-o,--output", texts->format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [texts, &app](ProcessArguments& arguments) {
    return compare(*texts, app, arguments);
  };
}

}  // namespace

constinit const CommandRow kMatrixCommand{
    .name = "matrix",
    .what = "The same run from the host and the containers' networks, side by side",
    .examples = kMatrixExamples,
    .define = define_matrix};

}  // namespace edge::probe
