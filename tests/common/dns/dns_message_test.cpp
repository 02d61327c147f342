#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "common/dns/message.hpp"

namespace edge {
namespace {

using boost::asio::ip::make_address;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> addresses_in(const DnsMessage& message) {
  std::vector<std::string> shown;
  for (const auto& address : message.addresses) shown.push_back(address.to_string());
  return shown;
}

DnsMessage query_for(const std::string& name, std::uint16_t type) {
  return *decode_message(*encode_query(0x1234, name, type));
}

/// "hub.test" as labels on the wire.
void put_name(Bytes& out, std::string_view name) {
  while (!name.empty()) {
    const auto label = name.substr(0, name.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  out.push_back(0);
}

void put16(Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_record(Bytes& out, std::string_view owner, unsigned type, const Bytes& data) {
  put_name(out, owner);
  put16(out, type);
  put16(out, 1);  // IN
  put16(out, 0);
  put16(out, 60);  // TTL
  put16(out, static_cast<unsigned>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
}

Bytes name_data(std::string_view name) {
  Bytes data;
  put_name(data, name);
  return data;
}

/// A recursive server's answer to an A query for hub.test, records to follow.
Bytes answer_head(unsigned answers) {
  Bytes out;
  for (const unsigned word : {0x1234u, 0x8180u, 1u, answers, 0u, 0u}) put16(out, word);
  put_name(out, "hub.test");
  put16(out, kTypeA);
  put16(out, 1);
  return out;
}

TEST(DnsQuery, BytesOnTheWire) {
  EXPECT_THAT(*encode_query(0x1234, "hub.test", kTypeA),
              ElementsAre(0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'h', 'u', 'b', 4, 't',
                          'e', 's', 't', 0, 0, 1, 0, 1));
}

TEST(DnsQuery, ReadBackByAServer) {
  const auto query = query_for("Hub.Test", kTypeAaaa);
  EXPECT_EQ(query.id, 0x1234);
  EXPECT_FALSE(query.response);
  EXPECT_TRUE(query.recursion_desired);
  EXPECT_TRUE(same_question(query, "hub.test.", kTypeAaaa));
  EXPECT_FALSE(same_question(query, "hub.test", kTypeA));
  EXPECT_FALSE(same_question(query, "hub.tesT2", kTypeAaaa));
}

TEST(DnsQuery, HostNamesOnly) {
  const std::string label(63, 'a');
  for (const auto& name : {std::string("h"), std::string("hub_1.test."), label + "." + label,
                           std::string("a-b.c"), std::string("1.2")}) {
    EXPECT_TRUE(encode_query(1, name, kTypeA)) << name;
  }
  for (const auto& name :
       {std::string{}, std::string("."), std::string("a..b"), std::string(".a"), label + "a",
        std::string("-a"), std::string("a b"), std::string("a\\046b"), std::string("h\xc3\xbc"),
        std::string("a.."), label + "." + label + "." + label + "." + label}) {
    EXPECT_FALSE(encode_query(1, name, kTypeA)) << name;
  }
}

TEST(DnsAnswer, AddressesOfTheAskedType) {
  const std::vector<IpAddress> all = {make_address("198.51.100.1"), make_address("2001:db8::1"),
                                      make_address("198.51.100.2")};
  const auto a =
      decode_message(*encode_answer(query_for("hub.test", kTypeA), Rcode::no_error, all, 512));
  EXPECT_TRUE(a->response);
  EXPECT_TRUE(a->recursion_available);
  EXPECT_EQ(a->id, 0x1234);
  EXPECT_EQ(a->answers, 2);
  EXPECT_THAT(addresses_in(*a), ElementsAre("198.51.100.1", "198.51.100.2"));
  const auto aaaa =
      decode_message(*encode_answer(query_for("hub.test", kTypeAaaa), Rcode::no_error, all, 512));
  EXPECT_THAT(addresses_in(*aaaa), ElementsAre("2001:db8::1"));
}

TEST(DnsAnswer, ResponseCodes) {
  const auto query = query_for("hub.test", kTypeA);
  for (const auto rcode : {Rcode::name_error, Rcode::server_failure, Rcode::refused}) {
    const auto answer = decode_message(*encode_answer(query, rcode, {}, 512));
    EXPECT_EQ(answer->rcode, rcode);
    EXPECT_THAT(answer->addresses, IsEmpty());
    EXPECT_TRUE(same_question(*answer, "hub.test", kTypeA));
  }
  EXPECT_EQ(name_of(Rcode::name_error), "NXDOMAIN");
  EXPECT_EQ(name_of(static_cast<Rcode>(9)), "RCODE9");
}

TEST(DnsAnswer, TooLongForADatagramIsTruncated) {
  std::vector<IpAddress> many;
  for (unsigned i = 0; i < 60; ++i) many.push_back(boost::asio::ip::address_v4(0xc6336400 + i));
  const auto query = query_for("hub.test", kTypeA);
  const auto bytes = *encode_answer(query, Rcode::no_error, many, kDnsDatagramSize);
  EXPECT_LE(bytes.size(), kDnsDatagramSize);
  EXPECT_TRUE(decode_message(bytes)->truncated);
  EXPECT_EQ(decode_message(*encode_answer(query, Rcode::no_error, many, 65535))->addresses.size(),
            60u);
}

TEST(DnsAnswer, CnameChainIsFollowed) {
  auto bytes = answer_head(4);
  put_record(bytes, "hub.test", 5, name_data("privatelink.test"));
  put_record(bytes, "privatelink.test", 5, name_data("Node.test"));
  put_record(bytes, "other.test", 1, {203, 0, 113, 9});
  put_record(bytes, "node.TEST", 1, {198, 51, 100, 10});
  const auto answer = decode_message(bytes);
  EXPECT_FALSE(answer->malformed);
  EXPECT_THAT(addresses_in(*answer), ElementsAre("198.51.100.10"));
}

TEST(DnsAnswer, AddressOfAWrongLengthIsNoAddress) {
  auto bytes = answer_head(1);
  put_record(bytes, "hub.test", 1, {198, 51, 100});
  EXPECT_THAT(decode_message(bytes)->addresses, IsEmpty());
}

TEST(DnsAnswer, PromisesMoreThanItHolds) {
  auto bytes = answer_head(9);
  put_record(bytes, "hub.test", 1, {198, 51, 100, 10});
  const auto answer = decode_message(bytes);
  EXPECT_TRUE(answer->malformed);
  EXPECT_EQ(answer->answers, 9);
}

TEST(HostileDns, ShorterThanAHeader) {
  for (std::size_t size = 0; size < kDnsHeaderSize; ++size) {
    EXPECT_FALSE(decode_message(Bytes(size, 0xff)));
  }
}

TEST(HostileDns, PointerLoopInAName) {
  Bytes bytes = answer_head(1);
  const auto here = static_cast<std::uint8_t>(bytes.size());
  for (const int byte : {0xc0, int{here}, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4}) {
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  EXPECT_TRUE(decode_message(bytes)->malformed);
}

TEST(HostileDns, EveryPrefixAndManyMutationsOfAnAnswer) {
  auto bytes = answer_head(3);
  put_record(bytes, "hub.test", 5, name_data("a.test"));
  put_record(bytes, "a.test", 1, {198, 51, 100, 10});
  put_record(bytes, "a.test", 16, {3, 'a', 'b', 'c'});
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    decode_message(ByteView(bytes).first(size));
  }
  std::minstd_rand random(7);
  for (int round = 0; round < 20000; ++round) {
    Bytes mutated = bytes;
    for (int change = 0; change < 4; ++change) {
      mutated[random() % mutated.size()] = static_cast<std::uint8_t>(random());
    }
    const auto message = decode_message(mutated);
    if (message && message->question) encode_answer(*message, Rcode::refused, {}, 512);
  }
}

TEST(HostileDns, NameWithControlBytesIsEscapedAndCanBeAnswered) {
  Bytes bytes = *encode_query(1, "hub.test", kTypeA);
  bytes[13] = 0x1b;
  bytes[14] = '.';
  const auto query = decode_message(bytes);
  ASSERT_TRUE(query && query->question);
  EXPECT_EQ(query->question->name, "\\027\\.b.test");
  const auto answer = encode_answer(*query, Rcode::name_error, {}, 512);
  ASSERT_TRUE(answer);
  EXPECT_EQ(decode_message(*answer)->question->name, query->question->name);
}

}  // namespace
}  // namespace edge
