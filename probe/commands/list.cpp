// edgeprobe list: the rows of a table.
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "common/world/real/environment.hpp"
#include "probe/commands/rows.hpp"
#include "probe/commands/tables.hpp"

namespace edge::probe {
namespace {

struct ListTexts {
  std::string table;
  bool markdown = false;
};

CommandAction define_list(CLI::App& app) {
  auto texts = std::make_shared<ListTexts>();
  app.add_option("WHAT", texts->table,
                 fmt::format("Which table: {}", fmt::join(table_names(), ", ")));
  app.add_flag("--markdown", texts->markdown, "As a Markdown table");
  return [texts](ProcessArguments&) {
    write_standard_output(list_table(texts->table, texts->markdown));
    return 0;
  };
}

}  // namespace

constinit const CommandRow kListCommand{
    .name = "list",
    .what = "The rows of a table, or a schema",
    .examples = "Examples:\n"
                "  edgeprobe list verdicts      every conclusion, most fundamental first\n"
                "  edgeprobe list signatures    every text that `edgeprobe logs` knows\n"
                "  edgeprobe list schema        the JSON schema of -o json; log-schema: of logs;\n"
                "                               host-schema: of host; matrix-schema: of matrix",
    .define = define_list};

}  // namespace edge::probe
