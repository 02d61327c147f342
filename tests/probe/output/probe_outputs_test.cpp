// The table of outputs.
#include "probe/output/outputs.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "common/report/json.hpp"
#include "common/report/text.hpp"
#include "tests/support/sample_reports.hpp"

namespace edge::probe {
namespace {

std::string output(std::string_view name, bool log_shown) {
  std::ostringstream out;
  write_output(name, out, test::full_report(), {.log_shown = log_shown});
  return out.str();
}

TEST(Outputs, EveryRowRendersTheReport) {
  EXPECT_THAT(output_names(), testing::ElementsAre("text", "json"));
  for (const OutputRow& row : output_rows()) {
    EXPECT_FALSE(row.what.empty());
    EXPECT_THAT(output(row.name, false), testing::EndsWith("\n"));
  }
}

TEST(Outputs, TextRepeatsTheLogOnlyIfItHasNotBeenShown) {
  EXPECT_EQ(output("text", false), report_text(test::full_report()));
  EXPECT_EQ(output("text", true), report_text(test::full_report(), {.log = false}));
}

TEST(Outputs, ColoursAddNothingButThemselves) {
  std::ostringstream out;
  write_output("text", out, test::full_report(), {.colours = true});
  const std::string plain = std::regex_replace(out.str(), std::regex("\x1b\\[[0-9]+m"), "");
  EXPECT_EQ(plain, output("text", false));
  EXPECT_NE(out.str(), plain);
}

TEST(Outputs, JsonIsAlwaysWhole) {
  EXPECT_EQ(output("json", true), output("json", false));
  const auto json = nlohmann::ordered_json::parse(output("json", true));
  EXPECT_EQ(json, report_to_json(test::full_report()));
}

}  // namespace
}  // namespace edge::probe
