#include <gmock/gmock.h>

#include <random>
#include <stdexcept>

#include "common/dns/lookup.hpp"
#include "common/dns/message.hpp"
#include "common/dns/musl_lookup.hpp"
#include "common/dns/stream_message.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/topology/dns_service.hpp"
#include "tests/simulator/services/services_fixture.hpp"
#include "tests/support/transcript.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class DnsServiceTest : public ServicesTest {
 protected:
  DnsServiceTest() {
    behaviour.records = {{"hub.test", boost::asio::ip::make_address("198.51.100.10")}};
    config.servers = {at("10.0.2.2:53")};
  }
  Service named(const DnsService& dns) {
    Service made = service("site-dns", "internet", "10.0.2.2");
    made.behaviour = dns;
    return made;
  }
  /// As the client's getaddrinfo() sees it; fills `log`.
  std::string lookup(const std::string& name) {
    ResolveDetail detail;
    const auto found = run(lookup_host(client(), name, config, client().now(), detail));
    log = test::transcript(detail.exchanges);
    if (!found) return detail.error.symbol;
    return found->front().to_string() + " of " + std::to_string(found->size());
  }

  DnsService behaviour;
  ResolverConfig config;
  std::vector<std::string> log;
};

TEST_F(DnsServiceTest, ServesItsRecords) {
  const auto running = start(named(behaviour));
  EXPECT_EQ(lookup("HUB.test"), "198.51.100.10 of 1");
  EXPECT_THAT(log, ElementsAre("0..4 A HUB.test @10.0.2.2 NOERROR",
                               "0..4 AAAA HUB.test @10.0.2.2 NOERROR"));
}

TEST_F(DnsServiceTest, OtherNamesAreUnknown) {
  const auto running = start(named(behaviour));
  EXPECT_EQ(lookup("other.test"), "EAI_NONAME");
  EXPECT_EQ(log[0], "0..4 A other.test @10.0.2.2 NXDOMAIN");
}

TEST_F(DnsServiceTest, EveryBehaviourAndBackAgain) {
  const auto running = start(named(behaviour));
  const auto behave = [&](DnsBehaviour how) {
    behaviour.behaviour = how;
    running->change(named(behaviour));
    return lookup("hub.test");
  };
  EXPECT_EQ(behave(DnsBehaviour::name_error), "EAI_NONAME");
  EXPECT_EQ(behave(DnsBehaviour::server_failure), "EAI_AGAIN");
  EXPECT_EQ(log.back(), "4..8 AAAA hub.test @10.0.2.2 SERVFAIL");
  EXPECT_EQ(behave(DnsBehaviour::refused), "EAI_AGAIN");
  EXPECT_EQ(log.back(), "4..8 AAAA hub.test @10.0.2.2 REFUSED");
  EXPECT_EQ(behave(DnsBehaviour::silent), "EAI_AGAIN");
  EXPECT_EQ(log.back(), "5000..10000 AAAA hub.test @10.0.2.2 silence");
  EXPECT_EQ(behave(DnsBehaviour::silent_to_aaaa), "198.51.100.10 of 1");
  EXPECT_EQ(log[1], "0..5000 AAAA hub.test @10.0.2.2 silence");
  EXPECT_EQ(behave(DnsBehaviour::no_address), "EAI_NODATA");
  EXPECT_EQ(log.back(), "0..4 AAAA hub.test @10.0.2.2 NOERROR");
  EXPECT_EQ(behave(DnsBehaviour::serve), "198.51.100.10 of 1");
}

TEST_F(DnsServiceTest, AnswersLate) {
  behaviour.answer_delay = 3s;
  const auto running = start(named(behaviour));
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
  EXPECT_EQ(log[0], "0..3004 A hub.test @10.0.2.2 NOERROR");
}

TEST_F(DnsServiceTest, ThatOfAnEngineFailsWithNobodyToAsk) {
  behaviour.records.clear();
  behaviour.upstream_node = "host";
  const auto running = start(named(behaviour));
  EXPECT_EQ(lookup("hub.test"), "EAI_AGAIN");
  EXPECT_EQ(log.back(), "4..8 AAAA hub.test @10.0.2.2 SERVFAIL");
}

TEST_F(DnsServiceTest, LongAnswersComeOverTcp) {
  for (unsigned i = 0; i < 60; ++i) {
    behaviour.records.push_back({"many.test", boost::asio::ip::address_v4(0xc6336400 + i)});
  }
  const auto running = start(named(behaviour));
  EXPECT_EQ(lookup("many.test"), "198.51.100.0 of 60");
  EXPECT_EQ(log[0], "0..4 A many.test @10.0.2.2 truncated");
  EXPECT_EQ(log[2], "4..12 A many.test @10.0.2.2 NOERROR");  // handshake, then the answer
}

TEST_F(DnsServiceTest, MuslTakesLongAnswersOverTcpToo) {
  for (unsigned i = 0; i < 60; ++i) {
    behaviour.records.push_back({"many.test", boost::asio::ip::address_v4(0xc6336400 + i)});
  }
  const auto running = start(named(behaviour));
  ResolveDetail detail;
  const auto found = run(musl::lookup_host(client(), "many.test", config, client().now(), detail));
  EXPECT_EQ(found->size(), 48u);  // its most
  EXPECT_THAT(
      test::transcript(detail.exchanges),
      ElementsAre("0..4 A many.test @10.0.2.2 truncated", "0..4 AAAA many.test @10.0.2.2 NOERROR",
                  HasSubstr("A many.test @10.0.2.2 NOERROR")));
}

TEST_F(DnsServiceTest, NoServerLeftIsAClosedPort) {
  auto running = start(named(behaviour));
  running.reset();
  EXPECT_EQ(lookup("hub.test"), "EAI_AGAIN");
  EXPECT_EQ(log[0], "0..4 A hub.test @10.0.2.2 ECONNREFUSED");
  running = start(named(behaviour));
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
}

TEST_F(DnsServiceTest, PortTwiceNamesServiceAndEndpoint) {
  const auto running = start(named(behaviour));
  try {
    start(named(behaviour));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("service site-dns: cannot listen on 10.0.2.2:53 (udp): "));
  }
}

/// The engine's embedded resolver in the client, whose queries leave from the host.
class EmbeddedResolver : public DnsServiceTest {
 protected:
  std::unique_ptr<RunningService> start_embedded(std::vector<Endpoint> upstream) {
    Service embedded = service("embedded", "client", "127.0.0.11");
    DnsService dns;
    dns.upstream = std::move(upstream);
    dns.upstream_node = "host";
    embedded.behaviour = dns;
    config.servers = {at("127.0.0.11:53")};
    return start(embedded);
  }
};

TEST_F(EmbeddedResolver, AsksFromTheHost) {
  const auto site = start(named(behaviour));
  const auto embedded = start_embedded({at("10.0.2.2:53")});
  std::vector<std::string> carried;
  internet.network().set_tap([&](Instant, const Wire&, const Packet& packet) {
    carried.push_back(packet.source.to_string());
  });
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
  EXPECT_EQ(log[0], "0..2 A hub.test @127.0.0.11 NOERROR");
  EXPECT_THAT(carried, testing::Each(testing::AnyOf("10.0.2.1", "10.0.2.2")));
  EXPECT_EQ(lookup("other.test"), "EAI_NONAME");
}

TEST_F(EmbeddedResolver, OneDeadUpstreamFailsAfterFourSecondsTwice) {
  behaviour.behaviour = DnsBehaviour::silent;
  const auto site = start(named(behaviour));
  const auto embedded = start_embedded({at("10.0.2.2:53")});
  EXPECT_EQ(lookup("hub.test"), "EAI_AGAIN");
  EXPECT_THAT(log, ElementsAre("0..4000 A hub.test @127.0.0.11 SERVFAIL",
                               "0..4000 AAAA hub.test @127.0.0.11 SERVFAIL",
                               "4000..8000 A hub.test @127.0.0.11 SERVFAIL",
                               "4000..8000 AAAA hub.test @127.0.0.11 SERVFAIL"));
}

TEST_F(EmbeddedResolver, TwoDeadUpstreamsFailAfterGlibcAskedAgain) {
  behaviour.behaviour = DnsBehaviour::silent;
  const auto site = start(named(behaviour));
  const auto embedded = start_embedded({at("10.0.2.2:53"), at("10.0.2.2:53")});
  EXPECT_EQ(lookup("hub.test"), "EAI_AGAIN");
  EXPECT_THAT(log, ElementsAre("0..5000 A hub.test @127.0.0.11 silence",
                               "0..5000 AAAA hub.test @127.0.0.11 silence",
                               "5000..8000 A hub.test @127.0.0.11 SERVFAIL",
                               "5000..8000 AAAA hub.test @127.0.0.11 SERVFAIL"));
}

TEST_F(EmbeddedResolver, ClosedPortAndRefusalGoToTheNextUpstreamAtOnce) {
  behaviour.behaviour = DnsBehaviour::refused;
  const auto refusing = start(named(behaviour));
  DnsService good;
  good.port = 5353;
  good.records = {{"hub.test", boost::asio::ip::make_address("198.51.100.10")}};
  const auto serving = start(named(good));
  const auto embedded = start_embedded({at("10.0.2.2:54"), at("10.0.2.2:53"), at("10.0.2.2:5353")});
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
  EXPECT_EQ(log[0], "0..6 A hub.test @127.0.0.11 NOERROR");
}

TEST_F(EmbeddedResolver, LongAnswersAreForwardedOverTcp) {
  for (unsigned i = 0; i < 60; ++i) {
    behaviour.records.push_back({"many.test", boost::asio::ip::address_v4(0xc6336400 + i)});
  }
  const auto site = start(named(behaviour));
  const auto embedded = start_embedded({at("10.0.2.2:53")});
  EXPECT_EQ(lookup("many.test"), "198.51.100.0 of 60");
  EXPECT_EQ(log[0], "0..2 A many.test @127.0.0.11 truncated");
}

class HostileClient : public DnsServiceTest {
 protected:
  Awaitable<bool> send_datagrams(std::vector<Bytes> datagrams) {
    DatagramOptions options;
    auto socket = client().datagram(options);
    for (const auto& datagram : datagrams) {
      const auto sent = co_await (*socket)->send_to(datagram, config.servers[0]);
      EXPECT_TRUE(sent.has_value());
    }
    co_return true;
  }
  /// What a TCP connection that says `bytes` hears, until the server ends it.
  Awaitable<Bytes> talk(Bytes bytes) {
    const DialOptions options;
    auto dialled = co_await client().dial(config.servers[0], options);
    EXPECT_FALSE(dialled.error);
    Bytes heard;
    if (dialled.error) co_return heard;
    const auto written = co_await dialled.stream->write(bytes);
    Bytes buffer(1024);
    while (written) {
      const auto got = co_await dialled.stream->read_some(buffer);
      if (!got) break;
      heard.insert(heard.end(), buffer.begin(), buffer.begin() + static_cast<long>(*got));
    }
    co_return heard;
  }
};

TEST_F(HostileClient, GarbageDatagramsChangeNothing) {
  const auto running = start(named(behaviour));
  std::minstd_rand random(3);
  std::vector<Bytes> garbage;
  const Bytes query = *encode_query(7, "hub.test", kTypeA);
  for (int i = 0; i < 3000; ++i) {
    Bytes bytes = i % 2 == 0 ? query : Bytes(random() % 600);
    for (auto& byte : bytes) {
      if (i % 2 == 1 || random() % 8 == 0) byte = static_cast<std::uint8_t>(random());
    }
    garbage.push_back(std::move(bytes));
  }
  EXPECT_TRUE(run(send_datagrams(garbage)));
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
}

TEST_F(HostileClient, GarbageOverTcpEndsAfterTenIdleSeconds) {
  const auto running = start(named(behaviour));
  EXPECT_TRUE(run(talk(Bytes(5000, 0xff))).empty());
  EXPECT_GE(now(), 10s);
  EXPECT_LE(now(), 11s);
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
}

TEST_F(HostileClient, HalfAMessageAndAWholeOne) {
  const auto running = start(named(behaviour));
  Bytes bytes = with_length(*encode_query(7, "hub.test", kTypeA));
  bytes.push_back(0);
  const Bytes heard = run(talk(bytes));
  const auto answer = decode_message(ByteView(heard).subspan(2));
  EXPECT_EQ(answer->id, 7);
  EXPECT_EQ(answer->addresses.size(), 1u);
}

TEST_F(HostileClient, TooManyConnectionsAreTurnedAwayOthersServed) {
  const auto running = start(named(behaviour));
  std::vector<std::unique_ptr<Stream>> open;
  const auto dial_many = [&]() -> Awaitable<bool> {
    const DialOptions options;
    for (int i = 0; i < 1100; ++i) {
      auto dialled = co_await client().dial(config.servers[0], options);
      if (dialled.stream) open.push_back(std::move(dialled.stream));
    }
    co_return true;
  };
  run(dial_many());
  const auto idle_over = [&]() -> Awaitable<bool> {
    co_await client().sleep_until(client().now() + 11s);
    co_return true;
  };
  run(idle_over());
  EXPECT_EQ(lookup("hub.test"), "198.51.100.10 of 1");
}

}  // namespace
}  // namespace edge::sim
