// One request of a check that needs the body: what is asked, and what is kept of the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/http/get.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_world.hpp"

namespace edge::test {
namespace {

struct AskingForBody {
  TestWorld world;
  ScriptedPair wire;
  HttpDetail detail;
  HttpAsk ask{.host = "registry.test", .target = "/v2/"};
  std::size_t most_of_body = kMostOfBody;

  Result<HttpAnswered> answered_with(std::string_view answer, std::size_t fragment = 4096) {
    wire.near_script->max_read = fragment;
    auto asking = world.start(http_ask(*wire.near, ask, most_of_body, detail));
    world.start(wire.far->write(as_bytes(answer)));
    world.settle();
    wire.far.reset();
    world.settle();
    return asking->take();
  }
  std::string sent() const { return std::string(as_text(wire.near_script->sent)); }
};

constexpr const char* kChunked = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"
                                 "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n2;x\r\n:1\r\n"
                                 "1\r\n}\r\n0\r\n\r\n";

TEST(HttpAsk, SendsItsFieldsAndTakesTheBodyOutOfItsChunks) {
  for (const std::size_t fragment : {1, 7, 4096}) {
    AskingForBody asking;
    asking.ask.fields.emplace_back("Authorization", Secret("Bearer abc"));
    const auto answered = asking.answered_with(kChunked, fragment);
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->body, "{\"a\":1}");
    EXPECT_EQ(asking.detail.status, 200);
    EXPECT_EQ(asking.detail.body_start, "");  // it may hold a token
    EXPECT_THAT(asking.sent(), testing::HasSubstr("\r\nAuthorization: Bearer abc\r\n"));
  }
}

TEST(HttpAsk, AnAnswerToHeadHasNoBodyWhateverItAnnounces) {
  AskingForBody asking;
  asking.ask.method = "HEAD";
  const auto answered = asking.answered_with("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->body, "");
  EXPECT_THAT(asking.sent(), testing::StartsWith("HEAD /v2/ HTTP/1.1\r\n"));
}

TEST(HttpAsk, ABodyIsKeptAsFarAsItGoesAndIsWanted) {
  AskingForBody cut;
  const auto part = cut.answered_with("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->body, "{\"a");
  AskingForBody small;
  small.most_of_body = 4;
  const auto much = small.answered_with("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789");
  ASSERT_TRUE(much);
  EXPECT_LE(much->body.size(), 4U);
}

}  // namespace
}  // namespace edge::test
