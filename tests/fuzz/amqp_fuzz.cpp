// SASL frames, AMQP frames, and the agent's AMQP session against a server that sends anything.
#include "common/amqp/frame_text.hpp"
#include "common/amqp/incoming_frames.hpp"
#include "common/amqp/sasl_frames.hpp"
#include "common/iothub/hub_error.hpp"
#include "common/world/with_deadline.hpp"
#include "probe/attempt/agent_session.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/memory_world.hpp"

namespace {

using namespace edge;

void decode_sasl(fuzz::Input& input) {
  const ByteView bytes = input.take(kMaxSaslFrame);
  if (bytes.size() >= kFrameHeaderSize) (void)sasl_frame_size(bytes.first(kFrameHeaderSize));
  if (const auto frame = decode_sasl_frame(bytes)) {
    describe(*frame);
    encode_sasl_frame(*frame);
  }
}

void judge_frames(fuzz::Input& input) {
  const bool incoming = input.byte() % 2 == 0;
  whole_frames(input.take(SIZE_MAX), 65536,
               [&](ByteView frame) { frame_text(frame, incoming); });
}

/// As far as the peer lets it: OPEN, put-token, link.
Awaitable<Result<void>> converse(probe::AgentSession& session, WallTime now) {
  AmqpDetail opened;
  if (const auto done = co_await session.open(opened); !done) co_return done;
  probe::PutToken token{"hub.test/devices/d", Secret("SharedAccessSignature sr=x"), now};
  CbsDetail answered;
  if (const auto done = co_await session.put_token(std::move(token), answered); !done) {
    co_return done;
  }
  probe::TelemetryLink link{"hub.test", "d", "", "product", "2020-09-30"};
  LinkDetail attached;
  co_return co_await session.attach(std::move(link), attached);
}

void answer_the_agent(fuzz::Input& input) {
  test::MemoryWorld world;
  world.set_max_read(1 + input.byte());
  auto [near, far] = world.connect_pair();
  probe::AgentSession session(world, std::move(near), "hub.test", {}, [](const auto&) {});
  world.run(far->write(as_bytes(std::string_view("AMQP\0\1\0\0", 8)))).value();
  world.run(far->write(input.take(SIZE_MAX))).value();
  const Instant deadline = world.now() + std::chrono::seconds{30};
  (void)world.run(with_deadline(world, deadline, converse(session, world.wall())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.byte() % 4) {
    case 0: decode_sasl(input); break;
    case 1: parse_hub_error(input.text()); break;
    case 2: judge_frames(input); break;
    default: answer_the_agent(input);
  }
  return 0;
}
