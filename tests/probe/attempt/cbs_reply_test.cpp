#include "probe/attempt/cbs_reply.hpp"

#include <gtest/gtest.h>

#include <proton/message.hpp>
#include <proton/message_id.hpp>

#include "common/amqp/encoding.hpp"

namespace edge::probe {
namespace {

using std::string_view_literals::operator""sv;

Bytes text(std::string_view value) {
  Bytes encoded;
  put_variable(encoded, kString32, as_bytes(value));
  return encoded;
}

/// A message of application properties: the keys and values, encoded.
Bytes with_properties(const std::vector<Bytes>& keys_and_values) {
  Bytes entries, message{kDescribed, kSmallUlong, 0x74, kMap32};
  for (const auto& each : keys_and_values) entries.insert(entries.end(), each.begin(), each.end());
  put_number(message, entries.size() + 4, 4);
  put_number(message, keys_and_values.size(), 4);
  message.insert(message.end(), entries.begin(), entries.end());
  return message;
}

std::optional<int> status(const Bytes& value) {
  const auto reply = read_cbs_reply(with_properties({text("status-code"), value}));
  return reply ? reply->status_code : std::optional<int>(-1000);
}

TEST(CbsReply, IsReadAsProtonWritesIt) {
  proton::message message;
  message.id("other");
  message.correlation_id("duplex1:2:31");
  message.properties().put("status-code", 401);
  message.properties().put("status-description", "no");
  message.properties().put("com.microsoft:tracking-id", "t");
  message.body("body");
  const auto encoded = message.encode();
  const auto reply = read_cbs_reply(as_bytes(std::string_view(encoded.data(), encoded.size())));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->correlation_id, "duplex1:2:31");
  EXPECT_EQ(reply->status_code, 401);
  EXPECT_EQ(reply->status_description, "no");
  EXPECT_EQ(reply->tracking_id, "t");
}

TEST(CbsReply, TakesAStatusOfEveryIntegerType) {
  EXPECT_EQ(status({kUbyte, 200}), 200);
  EXPECT_EQ(status({kUshort, 1, 0x91}), 401);
  EXPECT_EQ(status({kShort, 1, 0x91}), 401);
  EXPECT_EQ(status({kUint, 0, 0, 1, 0x91}), 401);
  EXPECT_EQ(status({kInt, 0, 0, 1, 0x91}), 401);
  EXPECT_EQ(status({kSmallInt, 100}), 100);
  EXPECT_EQ(status({kSmallInt, 0xff}), -1);
  EXPECT_EQ(status({kUlong, 0, 0, 0, 0, 0, 0, 1, 0x91}), 401);
  EXPECT_EQ(status({kLong, 0, 0, 0, 0, 0, 0, 1, 0x91}), 401);
  EXPECT_EQ(status({kZeroUint}), 0);
}

TEST(CbsReply, WhatIsOfAnotherTypeReadsAsAbsent) {
  const Bytes odd[] = {{kNull}, {kTrue}, {kList0}, {kList8, 2, 1, kTrue}, {kMap8, 1, 0},
                       {kArray8, 3, 1, kUbyte, 7}, {kBinary8, 1, 7},
                       {kDescribed, kSmallUlong, 1, kUbyte, 7}, text("200"),
                       {kUlong, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
  for (const auto& value : odd) EXPECT_EQ(status(value), std::nullopt);
  for (const auto& key : odd) {
    const auto reply = read_cbs_reply(with_properties({key, {kUbyte, 7}, text("status-code"),
                                                       {kUbyte, 200}}));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status_code, 200);
  }
}

TEST(CbsReply, WhatIsMalformedIsNone) {
  EXPECT_FALSE(read_cbs_reply({}));
  EXPECT_FALSE(read_cbs_reply(as_bytes("\0\x53\x74\xc1\5\2\xa1\xff"sv)));
  EXPECT_FALSE(read_cbs_reply(as_bytes("\x40"sv)));
}

}  // namespace
}  // namespace edge::probe
