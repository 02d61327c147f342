#include <gmock/gmock.h>

#include "common/http/http.hpp"
#include "common/world/spawn.hpp"
#include "common/world/with_deadline.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "tests/simulator/services/services_fixture.hpp"

namespace edge::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Greets, then gives back what it hears until the client ends.
Awaitable<void> echo(Listener& listener) {
  auto accepted = co_await listener.accept();
  const auto greeted = co_await accepted->stream->write(as_bytes("hello "));
  Bytes buffer(100);
  while (greeted) {
    const auto got = co_await accepted->stream->read_some(buffer);
    if (!got) break;
    const auto back = ByteView(buffer).first(*got);
    const auto written = co_await accepted->stream->write(back);
    if (!written || as_text(back) == "bye") break;
  }
  co_await accepted->stream->close();
}

class ProxyServiceTest : public ServicesTest {
 protected:
  Service proxy() {
    Service made = service("site-proxy", "host", "10.0.1.1");
    made.behaviour = behaviour;
    return made;
  }
  /// The tunnel, if there is one; `detail` has the answer.
  std::unique_ptr<Stream> connect(const std::string& host, std::uint16_t port,
                                  std::optional<ProxyCredentials> credentials = {}) {
    detail = {};
    auto tunnel = run(open_tunnel(host, port, std::move(credentials)));
    return tunnel ? std::move(*tunnel) : nullptr;
  }
  Awaitable<Result<std::unique_ptr<Stream>>> open_tunnel(
      std::string host, std::uint16_t port, std::optional<ProxyCredentials> credentials) {
    const DialOptions options;
    auto dialled = co_await client().dial(at("10.0.1.1:3128"), options);
    if (dialled.error) co_return dialled.error;
    auto tunnel = co_await http_connect(client(), std::move(dialled.stream), std::move(host), port,
                                        std::move(credentials), detail);
    co_return tunnel;
  }
  std::string exchange(Stream& stream, const std::string& text) {
    const auto talk = [&]() -> Awaitable<std::string> {
      std::string heard;
      const auto written = co_await stream.write(as_bytes(text));
      Bytes buffer(100);
      const Instant deadline = client().now() + 1s;
      while (written) {
        const auto got = co_await with_deadline(client(), deadline, stream.read_some(buffer));
        if (!got) break;
        heard += as_text(ByteView(buffer).first(*got));
      }
      co_return heard;
    };
    return run(talk());
  }
  void start_echo() {
    listener = *internet.world("internet").listen(at("10.0.2.2:5671"));
    edge::spawn(internet.loop().context().get_executor(), echo(*listener),
                [](std::exception_ptr) {});
  }

  ProxyService behaviour;
  ProxyDetail detail;
  std::unique_ptr<Listener> listener;
};

TEST_F(ProxyServiceTest, CarriesBytesBothWays) {
  start_echo();
  const auto running = start(proxy());
  const auto tunnel = connect("10.0.2.2", 5671);
  ASSERT_TRUE(tunnel);
  EXPECT_EQ(detail.status, 200);
  EXPECT_EQ(exchange(*tunnel, "abc"), "hello abc");
}

TEST_F(ProxyServiceTest, EndsTheTunnelWhenTheServerDoes) {
  start_echo();
  const auto running = start(proxy());
  const auto tunnel = connect("10.0.2.2", 5671);
  const auto begin = now();
  EXPECT_EQ(exchange(*tunnel, "bye"), "hello bye");
  EXPECT_LT(now() - begin, 1s);
}

TEST_F(ProxyServiceTest, AsksForCredentials) {
  behaviour.user = "edge";
  behaviour.password = "s3cret";
  start_echo();
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 407);
  EXPECT_THAT(detail.authenticate, HasSubstr("Basic realm=\"edgesim\""));
  EXPECT_FALSE(connect("10.0.2.2", 5671, ProxyCredentials{"edge", Secret("wrong")}));
  EXPECT_EQ(detail.status, 407);
  EXPECT_TRUE(connect("10.0.2.2", 5671, ProxyCredentials{"edge", Secret("s3cret")}));
}

TEST_F(ProxyServiceTest, AsksForWhatOnlyOthersHave) {
  behaviour.scheme = "NTLM";
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671, ProxyCredentials{"edge", Secret("s3cret")}));
  EXPECT_EQ(detail.status, 407);
  EXPECT_EQ(detail.authenticate, "NTLM");
}

TEST_F(ProxyServiceTest, RefusesWithAnyStatus) {
  behaviour.refuses_with = 502;
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 502);
}

TEST_F(ProxyServiceTest, HangsUp) {
  behaviour.hangs_up = true;
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 0);
}

TEST_F(ProxyServiceTest, OpensTheTunnelInHttp10) {
  behaviour.http_1_0 = true;
  start_echo();
  const auto running = start(proxy());
  const auto tunnel = connect("10.0.2.2", 5671);
  ASSERT_TRUE(tunnel);
  EXPECT_EQ(exchange(*tunnel, "abc"), "hello abc");
}

TEST_F(ProxyServiceTest, DeniesHosts) {
  behaviour.denied_hosts = {"Hub.test", "10.0.2.2"};
  const auto running = start(proxy());
  EXPECT_FALSE(connect("hub.TEST", 443));
  EXPECT_EQ(detail.status, 403);
  EXPECT_FALSE(connect("10.0.2.2", 443));
  EXPECT_EQ(detail.status, 403);
}

TEST_F(ProxyServiceTest, ResolvesNamesItself) {
  start_echo();
  Service dns = service("site-dns", "internet", "10.0.2.2");
  DnsService records;
  records.records = {{"hub.test", boost::asio::ip::make_address("10.0.2.2")}};
  dns.behaviour = records;
  const auto names = start(dns);
  behaviour.dns = {at("10.0.2.2:53")};
  const auto running = start(proxy());
  EXPECT_FALSE(connect("other.test", 5671));
  EXPECT_EQ(detail.status, 503);
  EXPECT_TRUE(connect("hub.test", 5671));
}

TEST_F(ProxyServiceTest, ServerRefuses) {
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 503);
}

TEST_F(ProxyServiceTest, ServerIsSilent) {
  auto topology = client_host_internet();
  topology.nodes[2].rules.resize(1);
  topology.nodes[2].rules[0].hook = Hook::input;
  topology.nodes[2].rules[0].action = Drop{};
  internet.change(topology);
  const auto running = start(proxy());
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 504);
  EXPECT_GE(now(), 60s);
  EXPECT_LE(now(), 61s);
}

TEST_F(ProxyServiceTest, SilentProxyAndChangeOfMind) {
  behaviour.silent = true;
  const auto running = start(proxy());
  const auto waiting =
      run(with_deadline(client(), client().now() + 30s, open_tunnel("10.0.2.2", 5671, {})));
  EXPECT_EQ(waiting.error(), boost::system::errc::timed_out);
  EXPECT_EQ(detail.status, 0);
  behaviour.silent = false;
  running->change(proxy());
  connect("10.0.2.2", 5671);
  EXPECT_EQ(detail.status, 503);
}

TEST_F(ProxyServiceTest, SurvivesGarbage) {
  const auto running = start(proxy());
  for (const std::string& text :
       {std::string("\x16\x03\x01\x02\x00", 5), std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("CONNECT \r\n\r\n"), std::string("CONNECT a:99999 HTTP/1.1\r\n\r\n"),
        std::string(100000, 'x')}) {
    const DialOptions options;
    auto dialled = run(client().dial(at("10.0.1.1:3128"), options));
    exchange(*dialled.stream, text);
  }
  connect("10.0.2.2", 5671);
  EXPECT_EQ(detail.status, 503);
}

TEST_F(ProxyServiceTest, GoneWithItsTunnels) {
  start_echo();
  auto running = start(proxy());
  const auto tunnel = connect("10.0.2.2", 5671);
  running.reset();
  const auto begin = now();
  EXPECT_EQ(exchange(*tunnel, "abc"), "");
  EXPECT_LT(now() - begin, 1s);
  EXPECT_FALSE(connect("10.0.2.2", 5671));
  EXPECT_EQ(detail.status, 0);
}

}  // namespace
}  // namespace edge::sim
