#include "tests/support/control_fixture.hpp"

#include <array>
#include <utility>

#include "common/world/spawn.hpp"

namespace edge::test {

ControlFixture::ControlFixture() {
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

ControlAnswer ControlFixture::ask(const std::string& method, const std::string& target,
                                  const std::string& body, const std::string& more) {
  const std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
                           "Authorization: Bearer " + kControlToken + "\r\n" + more +
                           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return ask_raw(text);
}

ControlAnswer ControlFixture::ask_raw(const std::string& text) {
  return world.run(exchange(text));
}

Awaitable<ControlAnswer> ControlFixture::exchange(std::string text) {
  auto dialled = co_await world.dial(control->endpoint(), DialOptions());
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

}  // namespace edge::test
