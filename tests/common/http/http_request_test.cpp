// What may stand in the head of a request, and that nothing else does.
#include "common/http/request.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace edge::test {
namespace {

HttpAsk with_field(const char* name, const char* value) {
  HttpAsk request{.host = "a", .target = "/"};
  request.fields.emplace_back(name, Secret(value));
  return request;
}

TEST(HttpAsk, IsALineAndItsFields) {
  const std::string text = request_lines(with_field("X-Key", "y\tz"));
  EXPECT_EQ(text.find("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: edgeprobe/"), 0U);
  EXPECT_TRUE(text.ends_with("\r\nX-Key: y\tz\r\n")) << text;
}

TEST(HttpAsk, NoHostOrTargetEndsItsLine) {
  for (const char* bad : {"", "a b", "a\r\nX: y", "\x7f"}) {
    EXPECT_THROW(request_lines({.host = bad, .target = "/"}), std::invalid_argument);
    const auto target = std::string("/") + bad + " ";
    EXPECT_THROW(request_lines({.host = "a", .target = target}), std::invalid_argument);
  }
  EXPECT_THROW(request_lines({.host = "a", .target = "x"}), std::invalid_argument);
}

TEST(HttpAsk, NoFieldEndsTheHead) {
  for (const char* bad : {"a\r\nX: y", "a\n", "\x7f", "\x80"}) {
    EXPECT_THROW(request_lines(with_field("X", bad)), std::invalid_argument);
    EXPECT_THROW(request_lines(with_field(bad, "a")), std::invalid_argument);
  }
  EXPECT_THROW(request_lines(with_field("", "a")), std::invalid_argument);
  EXPECT_THROW(request_lines(with_field("X Y", "a")), std::invalid_argument);
}

TEST(HttpAsk, ARefusalDoesNotSayAFieldsValue) {
  try {
    request_lines(with_field("Authorization", "Bearer secret\n"));
    FAIL() << "a line feed was taken";
  } catch (const std::invalid_argument& refusal) {
    EXPECT_EQ(std::string(refusal.what()), "GET: '***' is no value of a field");
  }
}

}  // namespace
}  // namespace edge::test
