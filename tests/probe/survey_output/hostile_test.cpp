// What peers and catalogues say is in every form, and in none of them more than text.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "probe/survey/survey_json.hpp"
#include "probe/survey_output/allow_list.hpp"
#include "probe/survey_output/outputs.hpp"
#include "tests/probe/survey_output/sample_survey.hpp"

namespace edge::probe::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const kHostile[] = {
    "<script>alert(1)</script>", "\" onload=\"alert(1)", "]]><x/>", "=HYPERLINK(\"http://x\")",
    "@SUM(A1)", "-1+1|cmd", "a\",\"b", "| a | b |", "[x](javascript:alert(1))", "`x`\n# x",
    "ok # SKIP", "a\nnot ok 1", "a\\\"} 1\nb{c=\"", "\x1b[31mred\x07", "\xff\xfe", "'; drop",
    "$(id)", "https://evil.test", "&lt;"};

int times(std::string_view text, std::string_view words) {
  int count = 0;
  for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
  return count;
}

SurveyReport hostile(const std::string& text) {
  SurveyCheck check = blocked("name " + text, "a.test", 443);
  for (std::string* each : {&check.words, &check.fix, &check.place, &check.title, &check.issuer,
                            &check.component, &check.why, &check.verdict, &check.tag}) {
    *each = text;
  }
  SurveyCheck elsewhere = passed(check.endpoint, "a.test", 443);
  elsewhere.network = text;  // so that the forms have a column for each
  SurveyReport report = survey_of({check, elsewhere});
  report.site = report.host_name = text;
  report.left_out = {text};
  return report;
}

TEST(SurveyOutputs, NoFormHasControlCharactersOrBytesThatAreNoText) {
  for (const char* text : kHostile) {
    for (const SurveyOutput& output : survey_outputs()) {
      const std::string made = rendered_survey(output.name, hostile(text));
      EXPECT_THAT(made, Not(testing::ContainsRegex("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")))
          << output.name;
      EXPECT_THAT(made, Not(HasSubstr("\xff"))) << output.name;
    }
  }
}

TEST(SurveyOutputs, MarkupStaysText) {
  for (const char* text : kHostile) {
    for (const std::string_view form : {"html", "junit"}) {
      const std::string made = rendered_survey(form, hostile(text));
      EXPECT_EQ(times(made, "<script"), form == "html" ? 1 : 0) << text;
      EXPECT_THAT(made, Not(HasSubstr("<x/>"))) << text;
      EXPECT_THAT(made, Not(HasSubstr("\" onload"))) << text;
      const std::string open("<svg"), close("</svg>");
      EXPECT_EQ(made.find("<svg") == made.npos, made.find(close) == made.npos);
    }
  }
}

TEST(SurveyOutputs, HtmlRefersToNothingOutsideAndRunsNothingButItsOwnScript) {
  const auto made = rendered_survey("html", survey_of({blocked("a", "a.test", 443)}));
  EXPECT_THAT(made, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
                              "'sha256-"));
  EXPECT_THAT(made, Not(testing::ContainsRegex("(src|href|action| on[a-z]+)=\"")));
  EXPECT_THAT(made, Not(testing::ContainsRegex("url\\(|@import|fetch|XMLHttp|innerHTML")));
  EXPECT_EQ(times(made, "<script"), 1);
  EXPECT_THAT(made, HasSubstr("<svg class=\"path\" role=\"img\""));
  EXPECT_THAT(made, HasSubstr("ends here: connect"));
}

TEST(SurveyOutputs, NoCellIsAFormula) {
  const std::regex formula("(^|,|\\n)\"[=+@\\t|%-]");
  for (const char* text : kHostile) {
    EXPECT_FALSE(std::regex_search(rendered_survey("csv", hostile(text)), formula)) << text;
    EXPECT_FALSE(std::regex_search(rendered_allow_list("csv", hostile(text)), formula)) << text;
  }
}

TEST(SurveyOutputs, MarkdownHasNoMarkupOfPeers) {
  for (const char* text : kHostile) {
    const auto made = rendered_survey("markdown", hostile(text));
    const std::string bare = std::regex_replace(made, std::regex(R"(\\.)"), "");
    EXPECT_THAT(bare, Not(HasSubstr("](javascript"))) << text;
    EXPECT_THAT(made, Not(HasSubstr("https://"))) << text;
    EXPECT_THAT(made, Not(HasSubstr("<script"))) << text;
    std::istringstream lines(made);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("| **failed**")) continue;
      const std::string plain = std::regex_replace(line, std::regex(R"(\\.)"), "");
      EXPECT_EQ(std::count(plain.begin(), plain.end(), '|'), 7) << line;
    }
  }
}

TEST(SurveyOutputs, LinesOfTapAndPrometheusAreTheProgramsOwn) {
  const std::regex tap("TAP version 14|1\\.\\.2|(not ok 1|ok 2) - .*|  (---|[a-z]+: .*|\\.\\.\\.)");
  const std::regex metric(R"(# (HELP|TYPE) .*|)"
                          R"(edgeprobe_[a-z_]+\{([a-z_]+="([^"\\]|\\.)*",?)*\} \S+)");
  for (const char* text : kHostile) {
    for (const auto& [form, rule] : {std::pair{"tap", tap}, std::pair{"prometheus", metric}}) {
      std::istringstream lines(rendered_survey(form, hostile(text)));
      for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(std::regex_match(line, rule)) << form << ": " << line;
      }
    }
    const auto points = rendered_survey("tap", hostile(text));
    EXPECT_THAT(points.substr(0, points.find("---")), Not(HasSubstr(" # SKIP"))) << text;
  }
}

TEST(SurveyOutputs, JsonAndSarifAreJson) {
  for (const char* text : kHostile) {
    EXPECT_FALSE(nlohmann::json::parse(rendered_survey("json", hostile(text)), nullptr, false)
                     .is_discarded());
    const auto sarif = nlohmann::json::parse(rendered_survey("sarif", hostile(text)));
    EXPECT_EQ(sarif["version"], "2.1.0");
    EXPECT_EQ(sarif["runs"][0]["results"].size(), 1u);
    EXPECT_FALSE(nlohmann::json::parse(rendered_allow_list("nsg", hostile(text)), nullptr, false)
                     .is_discarded());
  }
}

TEST(AllowLists, NoNameEndsARulesComment) {
  const std::regex nft(R"(#.*|table inet filter \{|  chain edgeprobe \{|  \}|\}|)"
                       R"(    (ct|ip6?) [^"]* accept comment "[^"\\]*")");
  const std::regex tables(R"(#.*|\*filter|:EDGEPROBE - \[0:0\]|COMMIT|)"
                          R"(-A EDGEPROBE [^"]*"[^"\\$`]*" -j ACCEPT)");
  for (const char* text : kHostile) {
    for (const auto& [form, rule] : {std::pair{"nft", nft}, std::pair{"iptables", tables}}) {
      std::istringstream lines(rendered_allow_list(form, hostile(text)));
      for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(std::regex_match(line, rule)) << form << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace edge::probe::test
