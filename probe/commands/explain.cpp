// edgeprobe explain: what a verdict means and what to do about it.
#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/tables.hpp"

namespace edge::probe {
namespace {

CommandAction define_explain(CLI::App& app) {
  auto code = std::make_shared<std::string>();
  app.add_option("CODE", *code, "A verdict's code; all of them if absent")->check(value_problem);
  return [code](ProcessArguments&) {
    write_standard_output(explain(*code, text_columns()));
    return 0;
  };
}

}  // namespace

constinit const CommandRow kExplainCommand{
    .name = "explain",
    .what = "What a verdict means and what to do about it",
    .examples = "Example:\n  edgeprobe explain host-does-not-pass-traffic",
    .define = define_explain};

}  // namespace edge::probe
