// edgesim list: the rows of a table.
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "common/base/arguments.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"
#include "simulator/commands/tables.hpp"

namespace edge::sim {
namespace {

constexpr const char* kListExamples = R"(Examples:
  edgesim list faults                                  names, what they do, their parameters
  edgesim list topologies                              the networks that scenarios begin with
  edgesim list scenario-keys                           what a scenario can say
  edgesim list topology-keys                           what a network of your own can say
  edgesim list scenarios docs/examples/agent           name and reason of each in a folder
  edgesim list personalities                           what edgesim hub can be
  edgesim list schema                                  the JSON schema of scenarios, for editors)";

struct ListTexts {
  std::string table, folder;
  bool markdown = false;
};

CommandAction define_list(CLI::App& app) {
  auto texts = std::make_shared<ListTexts>();
  app.add_option("WHAT", texts->table,
                 fmt::format("Which table: {}", fmt::join(table_names(), ", ")));
  app.add_option("FOLDER", texts->folder, "Where the scenarios are; 'scenarios' if absent")
      ->check(value_problem);
  app.add_flag("--markdown", texts->markdown, "As a Markdown table");
  return [texts](ProcessArguments&) {
    write_standard_output(list_table(texts->table, texts->folder, texts->markdown));
    return 0;
  };
}

}  // namespace

constinit const CommandRow kListCommand{
    .name = "list",
    .what = "The rows of a table, or the schema of scenarios",
    .examples = kListExamples,
    .define = define_list};

}  // namespace edge::sim
