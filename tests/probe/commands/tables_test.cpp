// explain and list: every row of every table, in text and Markdown.
#include "probe/commands/tables.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "common/base/usage_error.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Explain, OneVerdict) {
  const std::string text = explain("host-does-not-pass-traffic");
  EXPECT_THAT(text, StartsWith("host-does-not-pass-traffic\n  Means     The host answers"));
  EXPECT_THAT(text, HasSubstr("\n  Guide     IoT Edge agent stops after a minute\n"));
}

TEST(Explain, AllVerdictsWithinTheWidth) {
  for (const std::size_t width : {80u, 100u}) {
    const std::string text = explain("", width);
    for (const VerdictRow& row : verdict_rows()) {
      EXPECT_THAT(text, HasSubstr(std::string(row.code)));
    }
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
}

TEST(Explain, AnUnknownCodeIsWrongUsage) { EXPECT_THROW(explain("tea"), UsageError); }

TEST(List, EveryTableInBothForms) {
  for (const char* table : {"verdicts", "stages", "transports", "profiles", "outputs", "signatures",
                            "log-causes"}) {
    const std::string text = list_table(table, false);
    const std::string markdown = list_table(table, true);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n') + 2,
              std::count(markdown.begin(), markdown.end(), '\n'));
    EXPECT_THAT(markdown, HasSubstr("|---|"));
  }
  EXPECT_THAT(list_table("verdicts", true),
              StartsWith("| verdict | severity | stage | what it means |\n|---|---|---|---|\n"
                         "| `proxy-setting-unreadable` | error | - | "));
  EXPECT_THROW(list_table("teapots", false), UsageError);
}

TEST(List, SchemasAreJsonAndNoTables) {
  for (const char* schema : {"schema", "log-schema", "host-schema"}) {
    EXPECT_THAT(list_table(schema, false), StartsWith("{\n  \"$schema\": "));
    EXPECT_THROW(list_table(schema, true), UsageError);
  }
}

TEST(Explain, ACauseThatOnlyLogsName) {
  EXPECT_THAT(explain("port-taken-by-container"), HasSubstr("\n  Fix       `docker ps` shows"));
}

TEST(List, MarkdownCellsHoldNoBars) {
  for (const VerdictRow& row : verdict_rows()) {
    EXPECT_EQ(row.title.find('|'), std::string_view::npos);
  }
}

}  // namespace
}  // namespace edge::probe
