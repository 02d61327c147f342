// The hub's control endpoint against a client that has the token and sends anything: bytes as they
// are, or a request that is well-formed up to its target and body.
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/control_fixture.hpp"

namespace {

using namespace edge;

constexpr const char* kMethods[] = {"GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"};

std::string request_of(fuzz::Input& input) {
  const auto choice = input.byte();
  if (choice % 4 == 0) return input.text();
  const std::string method = kMethods[choice % std::size(kMethods)];
  const std::string target = input.line();
  const std::string body = input.text();
  return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
         test::kControlToken + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  test::ControlFixture fixture;
  fixture.world.set_max_read(input.byte() % 2 == 0 ? SIZE_MAX : 7);
  auto client = fixture.world.run(fixture.world.dial(fixture.control->endpoint(), {})).stream;
  const std::string request = request_of(input);
  if (!fixture.world.run(client->write(as_bytes(request)))) return 0;
  fixture.world.advance(std::chrono::seconds{1});
  // The identities that were there are sound whatever came.
  for (const auto& [identity, device] : fixture.core().registry().all()) {
    CHECK(identity.device_id == device.device_id && identity.module_id == device.module_id);
  }
  return 0;
}
