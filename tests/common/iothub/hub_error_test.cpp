#include "common/iothub/hub_error.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

TEST(HubError, SurvivesTheRoundTrip) {
  const std::string text = hub_error_json(401002, "Unauthorized access", "some-guid",
                                          WallTime{std::chrono::seconds{1700000000}});
  EXPECT_EQ(text,
            R"({"errorCode":401002,"trackingId":"some-guid-TimeStamp:2023-11-14T22:13:20Z",)"
            R"("message":"Unauthorized access","timestampUtc":"2023-11-14T22:13:20Z"})");
  const auto error = parse_hub_error(text);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, 401002);
  EXPECT_EQ(error->tracking_id, "some-guid-TimeStamp:2023-11-14T22:13:20Z");
  EXPECT_EQ(error->message, "Unauthorized access");
}

TEST(HubError, ReadsTheNewerGatewaysForm) {
  const auto error = parse_hub_error(
      R"({"errorCode":404001,"trackingId":"a-G2:-TimeStamp:b","message":"x","info":null})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->tracking_id, "a-G2:-TimeStamp:b");
}

TEST(HubError, MakesNothingOfOtherTexts) {
  for (const std::string& text :
       {std::string{}, std::string("Token Invalid."), std::string("[1]"), std::string("{"),
        std::string("\xff\xfe"), std::string(100000, '['), std::string(5000, '[')}) {
    EXPECT_FALSE(parse_hub_error(text));
  }
  const auto odd = parse_hub_error(R"({"errorCode":"401","trackingId":7,"message":null})");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->code, std::nullopt);
  EXPECT_EQ(odd->tracking_id, "");
  EXPECT_EQ(parse_hub_error(R"({"errorCode":99999999999})")->code, std::nullopt);
}

}  // namespace
}  // namespace edge
