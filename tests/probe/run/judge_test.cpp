// Recorded reports get the verdicts that are written down for them; what is no report is refused.
#include "probe/run/judge.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common/base/usage_error.hpp"
#include "common/report/json.hpp"

namespace edge::probe {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kReports = fs::path{EDGE_SOURCE_DIR} / "tests/reports";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> codes(const Report& report) {
  std::vector<std::string> codes;
  for (const Verdict& verdict : report.verdicts) codes.push_back(verdict.code);
  return codes;
}

std::string refusal(const std::string& json) {
  try {
    judged_anew(recorded_report(json, "seen.json"), "seen.json");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "judged";
}

TEST(Judge, GivesEachRecordedReportItsVerdicts) {
  const auto wanted = nlohmann::json::parse(text_of(kReports / "verdicts.json"));
  std::size_t found = 0;
  for (const auto& entry : fs::directory_iterator(kReports)) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() != ".json" || name == "verdicts.json") continue;
    ++found;
    const auto recorded = recorded_report(text_of(entry.path()), name);
    const auto judged = judged_anew(recorded, name);
    EXPECT_EQ(codes(judged), wanted.at(name).get<std::vector<std::string>>()) << name;
    EXPECT_EQ(judged.exit_code, recorded.exit_code) << name;
  }
  EXPECT_EQ(found, wanted.size());
  EXPECT_GE(found, 15u);
}

TEST(Judge, DoesNotTrustTheRecordedVerdicts) {
  auto report = recorded_report(text_of(kReports / "tls-reset.json"), "tls-reset.json");
  report.verdicts.clear();
  report.exit_code = 0;
  const auto judged = judged_anew(report, "tls-reset.json");
  EXPECT_THAT(codes(judged), testing::ElementsAre("tls-reset"));
  EXPECT_EQ(judged.exit_code, 1);
}

TEST(Judge, RefusesWhatIsNoReportInOneLine) {
  const auto whole = text_of(kReports / "tls-reset.json");
  EXPECT_EQ(refusal(whole), "judged");
  EXPECT_THAT(refusal(whole.substr(0, whole.size() / 2)),
              HasSubstr("seen.json: is no JSON, or is cut short: not JSON: see line "));
  EXPECT_EQ(refusal(""), "seen.json: is no JSON, or is cut short: not JSON: see line 1, column 1");
  EXPECT_THAT(refusal("{\n\"ended_ms\": 1e400}"),
              HasSubstr("a number is too large: see line 2, column 17"));
  EXPECT_THAT(refusal("[]"), HasSubstr("is no report of edgeprobe"));
  auto later = nlohmann::ordered_json::parse(whole);
  later["schema_version"] = 3;
  EXPECT_THAT(refusal(later.dump()), HasSubstr("schema_version: is 3, this program reads 2"));
  auto without = nlohmann::ordered_json::parse(whole);
  without.erase("targets");
  EXPECT_THAT(refusal(without.dump()), HasSubstr("report.targets: is missing"));
  for (const char* member : {"profile", "host", "attempts", "evidence"}) {
    auto lacking = nlohmann::ordered_json::parse(whole);
    lacking.erase(member);
    EXPECT_THAT(refusal(lacking.dump()), HasSubstr(std::string(member) + ": is missing"));
  }
}

TEST(Judge, RefusesNamesThatThisProgramDoesNotKnow) {
  const auto whole = nlohmann::ordered_json::parse(text_of(kReports / "tls-reset.json"));
  const auto with = [&](const char* pointer, const char* value) {
    auto changed = whole;
    changed[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return refusal(changed.dump());
  };
  EXPECT_THAT(with("/profile", "agent-1999"), HasSubstr("profile 'agent-1999'"));
  EXPECT_THAT(with("/attempts/0/transport", "mqtt"), HasSubstr("transport 'mqtt'"));
  EXPECT_THAT(with("/attempts/0/stage", "tea\x1b[2J"), HasSubstr("stage 'tea"));
  EXPECT_THAT(with("/targets/1/transport", "mqtt"), HasSubstr("transport 'mqtt'"));
  EXPECT_THAT(with("/evidence/1/transport", "mqtt"), HasSubstr("transport 'mqtt'"));
  EXPECT_THAT(with("/evidence/1/stage", "connectt"), HasSubstr("stage 'connectt'"));
  EXPECT_THAT(with("/until", "nonsense"), HasSubstr("stage 'nonsense'"));
  EXPECT_EQ(with("/reached", "zz"),
            "seen.json: the report's stage 'zz' is none that this program knows");
}

TEST(Judge, RefusesTimesThatNoRunHas) {
  const auto whole = nlohmann::ordered_json::parse(text_of(kReports / "tls-reset.json"));
  const auto with = [&](const char* pointer, double value) {
    auto changed = whole;
    changed[nlohmann::ordered_json::json_pointer(pointer)] = value;
    return refusal(changed.dump());
  };
  EXPECT_EQ(with("/ended_ms", -1), "seen.json: the report has a diagnosis that ends before it "
                                   "begins, or begins before the run");
  EXPECT_THAT(with("/attempts/0/begin_ms", -1), HasSubstr("has an attempt that ends before"));
  EXPECT_THAT(with("/attempts/0/end_ms", -1), HasSubstr("has an attempt that ends before"));
  EXPECT_THAT(with("/evidence/0/begin_ms", 1e9), HasSubstr("has evidence that ends before"));
}

TEST(Judge, RefusesAKeyThatIsThereTwice) {
  auto text = text_of(kReports / "tls-reset.json");
  text.insert(text.find("\"profile\""), "\"host\": \"other\", ");
  EXPECT_EQ(refusal(text), "seen.json: is no report of edgeprobe: \"host\" is twice in one object");
}

TEST(Judge, RefusesListsThatARunDoesNotMake) {
  const auto whole = nlohmann::ordered_json::parse(text_of(kReports / "tls-reset.json"));
  const std::pair<const char*, int> most[] = {
      {"attempts", 500}, {"targets", 500}, {"evidence", 2000}};
  for (const auto& [list, allowed] : most) {
    auto changed = whole;
    changed["verdicts"] = nlohmann::ordered_json::array();  // they cite evidence
    changed[list] = nlohmann::ordered_json::array();
    EXPECT_THAT(refusal(changed.dump()), HasSubstr("nothing can be judged")) << list;
    for (int number = 1; number <= allowed + 1; ++number) {
      changed[list].push_back(whole[list][0]);
      if (changed[list].back().contains("number")) changed[list].back()["number"] = number;
    }
    EXPECT_THAT(refusal(changed.dump()), HasSubstr(fmt::format("the report has {}", allowed + 1)))
        << list;
  }
  auto changed = whole;
  changed["targets"].erase(1);
  EXPECT_THAT(refusal(changed.dump()), HasSubstr("an attempt with amqp-ws and no target of it"));
}

}  // namespace
}  // namespace edge::probe
