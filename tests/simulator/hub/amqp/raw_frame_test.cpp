// Frames written byte by byte, held against the specification's bytes and read back; the rewriter
// that stands between pump and transport. What Proton makes of them:
// tests/simulator/hub/behaviour_test.cpp.
#include "simulator/hub/amqp/raw_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/header.hpp"
#include "simulator/hub/amqp/frame_rewriter.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::uint64_t> numbers(const RawFrame& frame) {
  std::vector<std::uint64_t> list;
  for (const auto& field : frame.fields) list.push_back(raw_number(field).value_or(999999));
  return list;
}

Bytes flow(std::uint16_t channel, std::uint32_t next_incoming) {
  RawFields fields;
  fields.uint(next_incoming).uint(5000).uint(1).uint(5000).uint(0).uint(0).uint(100);
  return raw_frame(channel, performative::kFlow, fields);
}

Bytes begin() {
  RawFields fields;
  fields.null().uint(0).uint(5000).uint(5000);
  return raw_frame(0, performative::kBegin, fields);
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Many bytes without a performative's start: what a rewriter must not look into.
const Bytes kHeader(kAmqpHeader.begin(), kAmqpHeader.end());
const Bytes kHeartbeat{0, 0, 0, 8, 2, 0, 0, 0};

TEST(RawFrame, IsWrittenAsTheSpecificationSays) {
  RawFields fields;
  fields.null().boolean(true).ubyte(1).string("ab").symbol("c");
  const Bytes payload{0xee};
  EXPECT_THAT(raw_frame(0x102, performative::kTransfer, fields, payload),
              ElementsAre(0, 0, 0, 38, 2, 0, 1, 2,                // size, doff, type, channel
                          0x00, 0x53, 0x14, 0xd0, 0, 0, 0, 21, 0, 0, 0, 5,  // list32 of five
                          0x40, 0x41, 0x50, 1, 0xb1, 0, 0, 0, 2, 'a', 'b',  //
                          0xb3, 0, 0, 0, 1, 'c', 0xee));
}

TEST(RawFrame, IsReadBackByTypes) {
  RawFields error;
  error.symbol("amqp:not-found").string("gone").null();
  RawFields fields;
  fields.uint(7).ushort(8).ulong(1ull << 40).composite(performative::kError, error);
  const Bytes payload{1, 2, 3};
  const Bytes bytes = raw_frame(9, performative::kDetach, fields, payload);
  const auto frame = read_raw_frame(bytes);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->kind, (FrameKind{0, 9, performative::kDetach}));
  EXPECT_THAT(numbers(*frame), ElementsAre(7, 8, 1ull << 40, 999999));
  EXPECT_THAT(frame->payload, ElementsAre(1, 2, 3));
}

/// As a real hub and Proton write them: small types, list8, list0.
TEST(RawFrame, OtherEncodingsAreReadToo) {
  const Bytes hub_begin{0, 0, 0, 0x22, 2, 0, 0, 0, 0, 0x53, 0x11, 0xc0, 0x15, 5, 0x60, 0, 0, 0x52,
                        1, 0x70, 0, 0, 0x13, 0x88, 0x70, 0, 0, 0x13, 0x88, 0x70, 0, 3, 0xff, 0xff};
  const auto frame = read_raw_frame(hub_begin);
  ASSERT_TRUE(frame);
  EXPECT_THAT(numbers(*frame), ElementsAre(0, 1, 5000, 5000, 262143));
  const Bytes end{0, 0, 0, 12, 2, 0, 0, 1, 0, 0x53, 0x17, 0x45};
  ASSERT_TRUE(read_raw_frame(end));
  EXPECT_THAT(read_raw_frame(end)->fields, IsEmpty());
}

TEST(RawFrame, WhatIsNoWholeFrameIsNotRead) {
  const Bytes good = flow(1, 2);
  ASSERT_TRUE(read_raw_frame(good));
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_FALSE(read_raw_frame(ByteView(good).first(cut))) << cut;
    Bytes shortened(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(cut));
    if (cut < 8) continue;
    shortened[3] = static_cast<std::uint8_t>(cut);  // the size now agrees, the fields do not
    EXPECT_FALSE(read_raw_frame(shortened)) << cut;
  }
  Bytes offset = good;
  offset[4] = 1;  // less than a header
  EXPECT_FALSE(read_raw_frame(offset));
  offset[4] = 255;
  EXPECT_FALSE(read_raw_frame(offset));
  EXPECT_FALSE(read_raw_frame(kHeader));
  EXPECT_FALSE(read_raw_frame(kHeartbeat));
  EXPECT_TRUE(raw_frame_is_empty(kHeartbeat));
  EXPECT_FALSE(raw_frame_is_empty(good));
}

class Rewriting : public testing::Test {
 protected:
  void use(const FrameRules& rules) {
    auto [near, far] = world_.connect_pair();
    stream_ = rewrite_frames(std::move(near), rules);
    far_ = std::move(far);
  }
  /// What arrives when these are written one after the other.
  Bytes written(const std::vector<Bytes>& pieces) {
    for (const Bytes& piece : pieces) world_.run(stream_->write(piece)).value();
    world_.start(stream_->close());
    Bytes all, buffer(65536);
    while (const auto count = world_.run(far_->read_some(buffer))) {
      all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
    }
    return all;
  }

  test::MemoryWorld world_;
  std::unique_ptr<Stream> stream_, far_;
};

TEST_F(Rewriting, FlowLosesItsNextIncomingIdAndNothingElseChanges) {
  use({.flow_without_incoming_id = true, .handle_max = {}, .heartbeats = true});
  const Bytes transfer = raw_frame(3, performative::kTransfer, RawFields().uint(0), flow(1, 1));
  const Bytes all = written({kHeader + begin() + flow(3, 77) + transfer + kHeartbeat});
  RawFields expected;
  expected.null().uint(5000).uint(1).uint(5000).uint(0).uint(0).uint(100);
  EXPECT_EQ(all, kHeader + begin() + raw_frame(3, performative::kFlow, expected) + transfer +
                     kHeartbeat);
}

TEST_F(Rewriting, BeginGetsItsHandleMax) {
  use({.flow_without_incoming_id = false, .handle_max = 262143, .heartbeats = true});
  const Bytes all = written({begin()});
  const auto frame = read_raw_frame(all);
  ASSERT_TRUE(frame);
  EXPECT_THAT(numbers(*frame), ElementsAre(999999, 0, 5000, 5000, 262143));
}

TEST_F(Rewriting, HeartbeatsAreLeftOut) {
  use({.flow_without_incoming_id = false, .handle_max = {}, .heartbeats = false});
  EXPECT_EQ(written({kHeartbeat, begin() + kHeartbeat + begin()}), begin() + begin());
}

TEST_F(Rewriting, FramesInPiecesComeOutWhole) {
  const Bytes input = kHeader + begin() + flow(3, 77) + flow(4, 5);
  use({.flow_without_incoming_id = true, .handle_max = 9, .heartbeats = true});
  const Bytes whole = written({input});
  for (std::size_t cut = 1; cut < input.size(); ++cut) {
    use({.flow_without_incoming_id = true, .handle_max = 9, .heartbeats = true});
    const auto middle = input.begin() + static_cast<std::ptrdiff_t>(cut);
    EXPECT_EQ(written({{input.begin(), middle}, {middle, input.end()}}), whole) << cut;
  }
}

}  // namespace
}  // namespace edge::sim
