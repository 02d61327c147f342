// The table of signatures: each row knows its own example, and no other row does.
#include "probe/logs/signatures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "probe/logs/log_causes.hpp"
#include "probe/profiles/profiles.hpp"
#include "probe/verdicts/verdicts.hpp"
#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using test::report_of;
using test::signatures_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Signatures, EachKnowsItsExampleAndNoOther) {
  for (const SignatureRow& row : signature_rows()) {
    const auto report = report_of(std::string(row.example) + "\n");
    EXPECT_THAT(signatures_of(report), ElementsAre(std::string(row.name))) << row.example;
  }
}

TEST(Signatures, EachTextOfARowIsFoundInTheMidstOfALine) {
  for (const SignatureRow& row : signature_rows()) {
    for (const auto text : row.any) {
      if (text.empty()) continue;
      EXPECT_GE(text.size(), kShortestPattern) << row.name;
      std::string line = "a line with " + std::string(text);
      for (const auto more : row.all) line += " " + std::string(more);
      EXPECT_THAT(signatures_of(report_of(line + " in it\n")), Contains(std::string(row.name)));
    }
  }
}

TEST(Signatures, NamesAreUniqueAndCodesAreOfOneOfTheTables) {
  std::set<std::string_view> names;
  for (const SignatureRow& row : signature_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.source.empty()) << row.name;
    const bool wrong = row.says == Says::cause || row.says == Says::symptom;
    EXPECT_EQ(row.code.empty(), !wrong) << row.name;
    if (!row.code.empty()) EXPECT_TRUE(is_known_code(row.code)) << row.name;
    for (std::string_view others = row.others; !others.empty();) {
      const auto end = std::min(others.find(' '), others.size());
      EXPECT_TRUE(is_known_code(others.substr(0, end))) << row.name << ": " << others;
      others.remove_prefix(std::min(end + 1, others.size()));
    }
  }
  EXPECT_GE(names.size(), 55u);
}

TEST(Signatures, NoCauseOfALogHasAVerdictsCode) {
  for (const LogCauseRow& row : log_cause_rows()) EXPECT_EQ(find_verdict(row.code), nullptr);
}

TEST(Signatures, EveryCauseOfALogIsSomeRows) {
  for (const LogCauseRow& cause : log_cause_rows()) {
    const bool by_row = std::ranges::any_of(signature_rows(), [&](const SignatureRow& row) {
      return row.code == cause.code || row.proxy_code == cause.code ||
             row.engine_code == cause.code;
    });
    // Or what a verdict on all ports comes to where one alone was tried.
    EXPECT_TRUE(by_row || find_verdict(cause.instead_of)) << cause.code;
  }
}

/// The lines that the probe writes as an agent's are known, whichever agent's they are.
TEST(Signatures, TheLinesOfEveryAgentProfileAreKnown) {
  for (const Profile& profile : profiles()) {
    if (profile.name == "sdk-c") continue;  // a device's own program, whose log nobody knows
    for (const std::string& line : {profile.attempt_line, profile.connected_line,
                                    profile.failed_line, profile.fatal_line}) {
      if (line.empty()) continue;
      const auto text = log_text(profile, line, profile.transports.front(), "d/$edgeHub");
      EXPECT_THAT(signatures_of(report_of(text)), Not(IsEmpty())) << profile.name << ": " << text;
    }
    EXPECT_THAT(signatures_of(report_of(profile.start_lines.front())), Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace edge::probe
