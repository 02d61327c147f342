#include "probe/evidence/answer.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace edge::probe {
namespace {

namespace errc = boost::system::errc;

constexpr const char* kOwn = "192.0.2.2";
constexpr const char* kOwn6 = "2001:db8::2";

struct Row {
  const char* name;
  int error;         // errno; 0: connected
  int type, code;    // ICMP; type -1: none queued
  const char* from;  // its sender
  bool sent;         // a packet left
  Answer expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// The rows are what Linux 6.18 gave; kernel_answers_test.cpp asks the running kernel again.
constexpr Row kRows[] = {
    {"Accepted", 0, -1, 0, "", true, Answer::accepted},
    {"Reset", ECONNREFUSED, -1, 0, "", true, Answer::reset},
    {"ResetOfEstablished", ECONNRESET, -1, 0, "", true, Answer::reset},
    {"Silence", ETIMEDOUT, -1, 0, "", true, Answer::silence},
    {"GivenUp", ECANCELED, -1, 0, "", true, Answer::silence},
    {"PortUnreachable", ECONNREFUSED, 3, 3, "192.0.2.1", true, Answer::icmp},
    {"AdminProhibited", EHOSTUNREACH, 3, 13, "192.0.2.1", true, Answer::icmp},
    {"HostUnreachable", EHOSTUNREACH, 3, 1, "192.0.2.1", true, Answer::icmp},
    {"NetUnreachable", ENETUNREACH, 3, 0, "192.0.2.1", true, Answer::icmp},
    {"TimeExceeded", EHOSTUNREACH, 11, 0, "192.0.2.1", true, Answer::icmp},
    {"NoNeighbour", EHOSTUNREACH, 3, 1, kOwn, true, Answer::no_neighbour},
    {"OwnOutputRejects", ECONNREFUSED, 3, 3, kOwn, true, Answer::own_host},
    {"OwnOutputProhibits", EHOSTUNREACH, 3, 13, kOwn, true, Answer::own_host},
    {"UnreachableRoute", EHOSTUNREACH, -1, 0, "", false, Answer::own_host},
    {"ProhibitRoute", EACCES, -1, 0, "", false, Answer::own_host},
    {"BlackholeRoute", EINVAL, -1, 0, "", false, Answer::own_host},
    {"NoRoute", ENETUNREACH, -1, 0, "", false, Answer::own_host},
    {"NoSuchFamily", EAFNOSUPPORT, -1, 0, "", false, Answer::own_host},
    {"OldKernelHidesTheSender", EHOSTUNREACH, -1, 0, "", true, Answer::icmp},
    {"PortUnreachable6", ECONNREFUSED, 1, 4, "2001:db8::1", true, Answer::icmp},
    {"NoNeighbour6", EHOSTUNREACH, 1, 3, kOwn6, true, Answer::no_neighbour},
    {"TimeExceeded6FromOwn", EHOSTUNREACH, 3, 1, kOwn6, true, Answer::own_host},
};

DialResult result_of(const Row& row) {
  DialResult result;
  result.error.assign(row.error, boost::system::system_category());
  const std::string from = row.from;
  const bool v6 = from.find(':') != std::string::npos;
  if (row.type >= 0) {
    result.icmp.emplace();
    result.icmp->type = static_cast<std::uint8_t>(row.type);
    result.icmp->code = static_cast<std::uint8_t>(row.code);
    result.icmp->sender = boost::asio::ip::make_address(from);
  }
  if (row.sent) {
    result.local = Endpoint{boost::asio::ip::make_address(v6 ? kOwn6 : kOwn), 40000};
  }
  return result;
}

class AnswerTest : public testing::TestWithParam<Row> {};

TEST_P(AnswerTest, IsClassified) {
  EXPECT_EQ(name_of(classify(result_of(GetParam()))), name_of(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Table, AnswerTest, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TimeExceededTest, HasItsOwnTypeInEachFamily) {
  const auto v4 = boost::asio::ip::make_address("192.0.2.1");
  const auto v6 = boost::asio::ip::make_address("2001:db8::1");
  EXPECT_TRUE(is_time_exceeded({11, 0, v4}));
  EXPECT_FALSE(is_time_exceeded({11, 1, v4}));  // fragment reassembly: says nothing of distance
  EXPECT_FALSE(is_time_exceeded({3, 0, v4}));
  EXPECT_TRUE(is_time_exceeded({3, 0, v6}));
  EXPECT_FALSE(is_time_exceeded({11, 0, v6}));
}

}  // namespace
}  // namespace edge::probe
