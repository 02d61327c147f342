// Prints frames of the fake hub's raw frame writer, one in hexadecimal a line, for other people's
// AMQP libraries to decode; raw_frames_test.py knows what they must find.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "simulator/hub/amqp/raw_frame.hpp"

int main() {
  using namespace edge::sim;
  const RawFields target = RawFields().null();
  const RawFields error = RawFields().symbol("amqp:not-found").string("gone");
  const edge::Bytes message{0x00, 0x53, 0x75, 0xa0, 2, 'h', 'i'};
  const edge::Bytes tag{1, 0, 0, 0};
  const edge::Bytes frames[] = {
      raw_frame(0, performative::kOpen,
                RawFields().string("hub").null().uint(65535).ushort(1024).uint(240000)),
      raw_frame(7, performative::kBegin,
                RawFields().ushort(3).uint(1).uint(5000).uint(5000).uint(262143)),
      raw_frame(7, performative::kAttach,
                RawFields().string("link").uint(2).boolean(true).ubyte(1).ubyte(0).null()
                    .composite(performative::kTarget, target)),
      raw_frame(7, performative::kFlow,
                RawFields().null().uint(5000).uint(1).uint(5000).uint(2).uint(0).uint(100)),
      raw_frame(7, performative::kTransfer,
                RawFields().uint(2).uint(0).binary(tag).uint(0).boolean(true), message),
      raw_frame(7, performative::kDetach,
                RawFields().uint(2).boolean(true).composite(performative::kError, error)),
      raw_frame(0, performative::kClose, RawFields().composite(performative::kError, error))};
  for (const auto& frame : frames) fmt::print("{:02x}\n", fmt::join(frame, ""));
}
