// What is shipped beside the program agrees with it: the examples of docs/topologies.md are as they
// say, and the schema of scenarios has that of topologies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "simulator/run/load_scenario.hpp"
#include "simulator/run/runner.hpp"
#include "simulator/topology_file/topology_file.hpp"

namespace edge::sim {
namespace {

using ::testing::IsEmpty;

std::string content_of(const std::string& file) {
  std::ifstream stream(std::string{EDGE_SOURCE_DIR} + "/" + file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> yaml_blocks(const std::string& page) {
  constexpr std::string_view kBegin = "```yaml\n", kEnd = "```\n";
  std::vector<std::string> blocks;
  for (auto at = page.find(kBegin); at != page.npos; at = page.find(kBegin, at)) {
    at += kBegin.size();
    blocks.push_back(page.substr(at, page.find(kEnd, at) - at));
  }
  return blocks;
}

TEST(TopologyDocuments, ExamplesEndAsTheySay) {
  const auto blocks = yaml_blocks(content_of("docs/topologies.md"));
  ASSERT_EQ(blocks.size(), 2u);
  for (const auto& block : blocks) {
    const auto scenario = parse_scenario(block, "docs/topologies.md", known_names());
    ASSERT_TRUE(scenario.network.described);
    EXPECT_TRUE(scenario.expect.verdict);
    EXPECT_THAT(run_scenario(scenario).mismatches, IsEmpty()) << block;
  }
}

TEST(ScenarioDocument, ExamplesEndAsTheySay) {
  auto blocks = yaml_blocks(content_of("docs/scenarios.md"));
  ASSERT_EQ(blocks.size(), 4u);
  blocks.pop_back();  // the line for editors
  for (const auto& block : blocks) {
    const auto scenario = parse_scenario(block, "docs/scenarios.md", known_names());
    EXPECT_THAT(run_scenario(scenario).mismatches, IsEmpty()) << block;
  }
  EXPECT_TRUE(parse_scenario(blocks.front(), "", known_names()).expect.verdict);
}

TEST(TopologyDocuments, TheSchemaOfScenariosHasThatOfTopologies) {
  const auto schema = nlohmann::ordered_json::parse(content_of("scenarios/scenario.schema.json"));
  EXPECT_EQ(schema.at("$defs").at("topology"), topology_schema());
}

TEST(TopologyDocuments, EachKeyIsListedOnceWithAWordAboutIt) {
  std::set<std::string> seen;
  for (const auto& row : topology_keys()) {
    EXPECT_TRUE(seen.insert(row.of + " " + row.key).second) << row.of << " " << row.key;
    EXPECT_FALSE(row.of.empty() || row.value.empty() || row.what.empty()) << row.key;
  }
  EXPECT_GT(seen.size(), 100u);
}

}  // namespace
}  // namespace edge::sim
