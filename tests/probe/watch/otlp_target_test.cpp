// Where figures are sent, by options and variables.
#include "probe/watch/otlp_target.hpp"

#include <gmock/gmock.h>

#include "common/base/usage_error.hpp"

namespace edge::probe::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string target_of(const std::string& option, const Environment& environment = {}) {
  const auto settings = otlp_settings(option, environment);
  return settings.target ? settings.target->text() : "none";
}

TEST(OtlpTarget, IsTheOptionsOrAVariables) {
  EXPECT_EQ(target_of(""), "none");
  EXPECT_EQ(target_of("http://collector"), "http://collector:4318/v1/metrics");
  EXPECT_EQ(target_of("HTTPS://[2001:db8::1]:443/otlp/"),
            "https://[2001:db8::1]:443/otlp/v1/metrics");
  EXPECT_EQ(target_of("http://c:1/v1/metrics"), "http://c:1/v1/metrics");
  const Environment general{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://general"}};
  EXPECT_EQ(target_of("", general), "http://general:4318/v1/metrics");
  EXPECT_EQ(target_of("http://option", general), "http://option:4318/v1/metrics");
  const Environment own{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://general"},
                        {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://own/x"}};
  EXPECT_EQ(target_of("", own), "http://own:4318/x");
}

TEST(OtlpTarget, WhatIsNoUrlIsRefused) {
  for (const char* url : {"collector:4318", "grpc://c", "http://", "http://c:0", "http://c:99999",
                          "http://a b", "http://user@c", "http://c/x\r\ny: z", "http://c/#x"}) {
    EXPECT_THROW(otlp_settings(url, {}), UsageError) << url;
  }
}

TEST(OtlpTarget, FieldsTimeAndResourceAreOfTheEnvironment) {
  const auto settings = otlp_settings(
      "http://c", {{"OTEL_EXPORTER_OTLP_HEADERS", "x=no"},
                   {"OTEL_EXPORTER_OTLP_METRICS_HEADERS", "api-key=a%20b%2Cc, second=2"},
                   {"OTEL_EXPORTER_OTLP_TIMEOUT", "2500"},
                   {"OTEL_SERVICE_NAME", "plant"},
                   {"OTEL_RESOURCE_ATTRIBUTES", "service.name=x,site=7"},
                   {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}});
  const OtlpTarget& target = *settings.target;
  ASSERT_EQ(target.fields.size(), 2u);
  EXPECT_EQ(target.fields[0].first, "api-key");
  EXPECT_EQ(target.fields[0].second.reveal(), "a b,c");
  EXPECT_EQ(target.timeout, std::chrono::milliseconds{2500});
  ASSERT_EQ(target.resource.size(), 2u);
  EXPECT_EQ(target.resource[0].value, "plant");
  EXPECT_EQ(target.resource[1].name, "site");
  EXPECT_THAT(settings.warnings, testing::ElementsAre(HasSubstr("PROTOCOL is grpc: http/json")));
}

TEST(OtlpTarget, AValueIsPercentDecodedAndNothingElse) {
  const auto settings = otlp_settings(
      "http://c", {{"OTEL_EXPORTER_OTLP_HEADERS", R"(a=\u0041&amp;%41,b=50%)"}});
  ASSERT_EQ(settings.target->fields.size(), 2u);
  EXPECT_EQ(settings.target->fields[0].second.reveal(), R"(\u0041&amp;A)");
  EXPECT_EQ(settings.target->fields[1].second.reveal(), "50%");
}

TEST(OtlpTarget, WhatIsWrongWithAVariableNamesItAndNoSecret) {
  const auto refused = [](const Environment& environment,
                          const std::string& url = "http://c") -> std::string {
    try {
      otlp_settings(url, environment);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refused({{"OTEL_EXPORTER_OTLP_HEADERS", "s3cret"}}),
            "OTEL_EXPORTER_OTLP_HEADERS: write KEY=VALUE,KEY=VALUE");
  EXPECT_THAT(refused({{"OTEL_EXPORTER_OTLP_TIMEOUT", "0"}}), HasSubstr("milliseconds"));
  EXPECT_THAT(refused({}, "http://user:s3cret-of-mine@c"), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace edge::probe::test
