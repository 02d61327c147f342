// A hub and its control endpoint in memory, asked as an HTTP client asks.
#pragma once

#include <nlohmann/json.hpp>

#include "common/http/head.hpp"
#include "simulator/hub_program/control/control.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::test {

inline constexpr const char* kControlToken = "0123456789abcdef";

struct ControlAnswer {
  int status = 0;
  nlohmann::json body;
  HttpHead head;
};

class ControlFixture {
 public:
  static constexpr const char* kDeviceKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  ControlFixture() {
    service.name = "hub";
    service.address = boost::asio::ip::make_address("198.51.100.10");
    hub = std::make_unique<sim::Hub>(
        world.loop().context().get_executor(), world, service,
        [this](const std::string& issuer) -> const auto& { return authorities.get(issuer); });
    core().put({{"dev1", "", kDeviceKey}, {"dev1", "$edgeAgent", kDeviceKey},
                {"dev2", "", kDeviceKey}});
    sim::ControlOptions options;
    options.listen = {boost::asio::ip::make_address("127.0.0.1"), 8090};
    options.token = Secret(kControlToken);
    options.host_name = "hub.test";
    control = std::make_unique<sim::ControlServer>(world.loop().context().get_executor(), world,
                                                   *hub, sim::Behaviours(service), options);
  }

  sim::DeviceHub& core() { return hub->core(); }

  /// One request on a connection of its own. `more` are whole lines of the head.
  ControlAnswer ask(const std::string& method, const std::string& target,
                    const std::string& body = {}, const std::string& more = {}) {
    const std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
                             "Authorization: Bearer " + kControlToken + "\r\n" + more +
                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    return ask_raw(text);
  }

  ControlAnswer ask_raw(const std::string& text) { return world.run(exchange(*this, text)); }

  MemoryWorld world;
  sim::Authorities authorities{WallTime{std::chrono::hours{24 * 365 * 48}}};
  Service service;
  std::unique_ptr<sim::Hub> hub;
  std::unique_ptr<sim::ControlServer> control;

  static Awaitable<ControlAnswer> exchange(ControlFixture& fixture, std::string text) {
    auto dialled = co_await fixture.world.dial(fixture.control->endpoint(), DialOptions());
    (co_await dialled.stream->write(as_bytes(text))).value();
    std::string received;
    std::array<std::uint8_t, 65536> chunk;
    std::size_t size = 0, length = 0;
    ControlAnswer answer;
    while (size == 0 || received.size() < size + length) {
      const auto got = co_await dialled.stream->read_some(chunk);
      if (!got) break;
      received += as_text(ByteView(chunk).first(*got));
      if (size > 0) continue;
      size = find_http_head(received, HttpKind::response).value();
      if (size == 0) continue;
      answer.head = parse_http_response(std::string_view(received).substr(0, size)).value();
      answer.status = answer.head.status;
      const std::string stated = answer.head.field("content-length");
      length = stated.empty() ? 0 : std::stoul(stated);
    }
    if (length > 0) answer.body = nlohmann::json::parse(received.substr(size));
    co_return answer;
  }
};

}  // namespace edge::test
