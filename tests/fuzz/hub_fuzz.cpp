// The simulated hub against a client that sends anything, and its judgement of names and tokens.
#include "common/amqp/well_formed.hpp"
#include "simulator/hub/amqp/client_credentials.hpp"
#include "simulator/hub/amqp/link_address.hpp"
#include "simulator/hub/amqp/message_sections.hpp"
#include "simulator/hub/amqp/put_token.hpp"
#include "simulator/hub/amqp/raw_frame.hpp"
#include "simulator/hub/twin_document.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/hub_fixture.hpp"

namespace {

using namespace edge;

void serve(fuzz::Input& input) {
  static constexpr std::string_view kHeader("AMQP\0\1\0\0", 8);
  test::HubFixture fixture;
  const auto mode = input.byte();
  fixture.resemble(static_cast<HubPersonality>((mode >> 1) % 3));
  if (mode & 0x40) fixture.suffer("amqp-broken-frame", {{"form", "malformed"}});
  if (mode & 0x80) fixture.suffer("amqp-broken-frame", {{"form", "too-large"}});
  sim::MaybeCertificate certificate;
  if (mode & 2) {  // then every node is open to it
    for (auto& device : fixture.devices) device.thumbprints = {"aa"};
    certificate = PeerCertificate{"dev1", "aa", false};
  }
  auto client = fixture.connect(std::move(certificate));
  if (mode & 1) fixture.world.run(client->write(as_bytes(kHeader))).value();
  const ByteView bytes = input.take(SIZE_MAX);
  if (const auto frame = sim::read_raw_frame(bytes)) CHECK(frame->payload.size() < bytes.size());
  fixture.world.run(client->write(bytes)).value();
  fixture.world.advance(std::chrono::seconds{1});
  fixture.world.run(client->write(as_bytes("\0"))).has_value();
}

void judge(fuzz::Input& input) {
  test::HubFixture fixture;
  const sim::DeviceRegistry registry(fixture.devices);
  sim::parse_link_address(input.line(), registry);
  sim::PutToken asked;
  asked.operation = "put-token";
  asked.type = "servicebus.windows.net:sastoken";
  asked.name = input.line();
  asked.token = input.text();
  const auto answer =
      sim::check_put_token("hub.test", registry, asked, fixture.world.wall());
  CHECK(answer.status != 200 || asked.token.find("sig=") != std::string::npos);
}

/// Texts and bytes that nodes read.
void read(fuzz::Input& input) {
  test::HubFixture fixture;
  const std::string patch = input.line();
  if (sim::problem_of(patch) == sim::PatchProblem::none) {
    const std::string merged = sim::merged("{}", patch);
    CHECK(sim::problem_of(merged) == sim::PatchProblem::none);
    CHECK(sim::merged("{}", sim::patch_between("{}", merged)) == merged);
  }
  const std::string bytes = input.text();
  if (const auto messages = sim::messages_in(as_bytes(bytes))) {
    for (const auto& message : *messages) {
      sim::MessageFields fields;
      sim::read_text_fields(message, fields);
    }
  }
  is_well_formed(as_bytes(bytes));
  const auto answer = sim::check_plain("hub.test", fixture.hub->registry(), as_bytes(bytes),
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
