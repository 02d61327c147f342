// Reports of 0.1.0, whose form had no targets and no symbols.
#include "probe/run/older_report.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common/base/usage_error.hpp"
#include "probe/run/judge.hpp"

namespace edge::probe {
namespace {

using OlderJson = nlohmann::ordered_json;

std::string released(const std::string& name) {
  std::ifstream stream(EDGE_SOURCE_DIR "/tests/reports/release-0.1.0-" + name + ".json");
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(OlderReport, TargetsAreThoseThatTheEvidenceShows) {
  const auto direct = brought_up_to_date(OlderJson::parse(released("token-expired")));
  EXPECT_EQ(direct["schema_version"], 2);
  EXPECT_EQ(direct["targets"], OlderJson::parse(R"([{"transport": "amqp", "port": 5671},
                                                    {"transport": "amqp-ws", "port": 443}])"));
  const auto proxied = brought_up_to_date(OlderJson::parse(released("proxy-denies")));
  EXPECT_EQ(proxied["targets"][1]["port"], 443);
  EXPECT_EQ(proxied["targets"][1]["proxy"], "192.168.1.8:3128");
}

TEST(OlderReport, ErrorsHaveTheirSymbols) {
  const auto report = recorded_report(released("token-expired"), "old.json");
  const auto* cbs = detail_of<CbsDetail>(report.evidence[5]);
  ASSERT_NE(cbs, nullptr);
  EXPECT_EQ(cbs->error.symbol, "amqp.refused");
  EXPECT_EQ(cbs->error.text, "the peer refused the request");
  EXPECT_FALSE(report.host_verdict);
  EXPECT_FALSE(report.attempts[0].connected);
}

TEST(OlderReport, WhatCouldConnectSaysSo) {
  auto json = OlderJson::parse(released("token-expired"));
  for (auto& evidence : json["evidence"]) {
    if (evidence["stage"] != "cbs" || evidence["transport"] != "amqp") continue;
    evidence["stage"] = "link";
    evidence["outcome"] = "ok";
  }
  const auto attempts = brought_up_to_date(json)["attempts"];
  EXPECT_TRUE(attempts[0].value("connected", false));
  EXPECT_FALSE(attempts[1].contains("connected"));
}

TEST(OlderReport, WhatIsMalformedIsRefusedAndNothingElse) {
  const std::string whole = released("proxy-denies");
  const auto refused = [](const std::string& json) {
    try {
      recorded_report(json, "old.json");
      return false;
    } catch (const UsageError&) {
      return true;
    }
  };
  EXPECT_FALSE(refused(whole));
  for (const char* odd : {"{\"schema_version\": 1}", "[1]", "1",
                          "{\"schema_version\": 1, \"attempts\": 7, \"evidence\": [1, [], {}]}",
                          "{\"schema_version\": 1, \"attempts\": [{\"transport\": 9}, null]}"}) {
    EXPECT_TRUE(refused(odd)) << odd;
  }
  const auto report = OlderJson::parse(whole);
  for (const auto& [key, member] : report.items()) {
    for (const auto& value : {OlderJson(7), OlderJson::array({1, "x"}), OlderJson("x")}) {
      auto changed = report;
      changed[key] = value;
      refused(changed.dump());  // ends by a value or a refusal, whatever it was
    }
  }
}

}  // namespace
}  // namespace edge::probe
