#include "common/amqp/header.hpp"

#include <gtest/gtest.h>

namespace edge {
namespace {

using std::string_view_literals::operator""sv;

TEST(Header, IsRecognisedAtTheFirstByteThatDecides) {
  struct Row {
    std::string_view bytes;
    HeaderKind kind;
    std::string_view described;
  };
  const Row rows[] = {
      {"", HeaderKind::incomplete, ""},
      {"A", HeaderKind::incomplete, ""},
      {"AMQP\0\1\0"sv, HeaderKind::incomplete, ""},
      {"AMQP\0\1\0\0"sv, HeaderKind::amqp, "AMQP 0 1 0 0"},
      {"AMQP\0\1\0\0more"sv, HeaderKind::amqp, "AMQP 0 1 0 0"},
      {"AMQP\3\1\0\0"sv, HeaderKind::sasl, "AMQP 3 1 0 0"},
      {"AMQP\2\1\0\0"sv, HeaderKind::other_amqp, "AMQP 2 1 0 0"},
      {"AMQP\0\0\x9\1"sv, HeaderKind::other_amqp, "AMQP 0 0 9 1"},
      {"H", HeaderKind::not_amqp, ""},
      {"AMX", HeaderKind::not_amqp, ""},
      {"HTTP/1.1 400 Bad Request", HeaderKind::not_amqp, ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(classify_header(as_bytes(row.bytes)), row.kind) << row.bytes;
    EXPECT_EQ(describe_header(as_bytes(row.bytes)), row.described);
  }
}

}  // namespace
}  // namespace edge
