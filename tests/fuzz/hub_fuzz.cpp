// The simulated hub against a client that sends anything, and its judgement of names and tokens.
#include "simulator/hub/batch.hpp"
#include "simulator/hub/link_address.hpp"
#include "simulator/hub/token_check.hpp"
#include "simulator/hub/twin_document.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/hub_fixture.hpp"

namespace {

using namespace edge;

void serve(fuzz::Input& input) {
  static constexpr std::string_view kHeader("AMQP\0\1\0\0", 8);
  test::HubFixture fixture;
  const auto mode = input.byte();
  sim::ClientCredentials credentials;
  if (mode & 2) {  // then every node is open to it
    for (auto& device : fixture.service.devices) device.thumbprints = {"aa"};
    credentials.certificate = PeerCertificate{"dev1", "aa", false};
  }
  auto client = fixture.connect(std::move(credentials));
  if (mode & 1) fixture.world.run(client->write(as_bytes(kHeader))).value();
  fixture.world.run(client->write(input.take(SIZE_MAX))).value();
  fixture.world.advance(std::chrono::seconds{1});
  fixture.world.run(client->write(as_bytes("\0"))).has_value();
}

void judge(fuzz::Input& input) {
  test::HubFixture fixture;
  const sim::DeviceRegistry registry(fixture.service.devices);
  sim::parse_link_address(input.line(), registry);
  sim::TokenRequest request;
  request.operation = "put-token";
  request.type = "servicebus.windows.net:sastoken";
  request.name = input.line();
  request.token = input.text();
  const auto answer = sim::check_token("hub.test", registry, request, fixture.world.wall());
  CHECK(answer.status != 200 ||
        request.token.find("sig=") != std::string::npos);
}

/// Texts and bytes that nodes read.
void read(fuzz::Input& input) {
  test::HubFixture fixture;
  const std::string patch = input.line();
  if (const auto merged = sim::merged("{}", patch)) {
    CHECK(sim::patch_between("{}", *merged).has_value());
  }
  const std::string bytes = input.text();
  sim::messages_of_batch({bytes.begin(), bytes.end()});
  const auto answer = sim::check_plain("hub.test", fixture.hub->registry, as_bytes(bytes),
                                       fixture.world.wall());
  CHECK(answer.status != 200 || bytes.find("sig=") != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.byte() % 4) {
    case 1: judge(input); break;
    case 3: read(input); break;
    default: serve(input);
  }
  return 0;
}
