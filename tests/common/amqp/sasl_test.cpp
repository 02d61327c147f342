#include "common/amqp/sasl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/amqp/error.hpp"
#include "common/amqp/stream_reads.hpp"
#include "tests/support/memory_world.hpp"

namespace edge {
namespace {

using test::MemoryWorld;
using testing::ElementsAre;
using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

const std::vector<std::string> kHubOrder{"EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"};

/// A server as the hub runs it, with its client's init or its error.
struct SaslServer {
  std::optional<Result<SaslInit>> result;

  Awaitable<void> serve(std::unique_ptr<Stream> stream) {
    Bytes seen;
    const auto header = co_await read_header(*stream, seen);
    CHECK(header && *header == HeaderKind::sasl);
    SaslServerOptions options{kHubOrder, "Welcome!"};
    result = co_await sasl_server(*stream, std::move(options));
  }
};

TEST(Sasl, EveryOfferedMechanismIsAccepted) {
  for (const std::size_t max_read : {SIZE_MAX, std::size_t{1}}) {
    for (const auto& mechanism : kHubOrder) {
      MemoryWorld world;
      world.set_max_read(max_read);
      auto [client, server] = world.connect_pair();
      SaslServer hub;
      world.start(hub.serve(std::move(server)));
      SaslDetail detail;
      SaslInit init{mechanism, plain_response("device", "secret"), "hub.test"};
      std::vector<std::string> lines;
      const FrameTrace trace = [&](const std::string& line) { lines.push_back(line); };

      EXPECT_TRUE(world.run(sasl_client(*client, init, detail, trace))) << mechanism;

      EXPECT_EQ(detail.offered, kHubOrder);
      EXPECT_EQ(detail.outcome, 0);
      EXPECT_EQ(hub.result->value().mechanism, mechanism);
      EXPECT_THAT(hub.result->value().response.reveal(), "\0device\0secret"sv);
      EXPECT_THAT(lines,
                  ElementsAre("<- sasl-mechanisms [EXTERNAL MSSBCBS ANONYMOUS PLAIN]",
                              "-> sasl-init [mechanism=" + mechanism +
                                  ", initial-response=(14 bytes)]",
                              "<- sasl-outcome [code=0, additional-data=\"Welcome!\"]"));
    }
  }
}

TEST(Sasl, AMissingMechanismIsNamedByBothEnds) {
  MemoryWorld world;
  auto [client, server] = world.connect_pair();
  SaslServer hub;
  world.start(hub.serve(std::move(server)));
  SaslDetail detail;
  const auto result = world.run(sasl_client(*client, {"SCRAM-SHA-1", {}, {}}, detail));
  EXPECT_EQ(result.error(), AmqpErrc::sasl_no_mechanism);
  EXPECT_EQ(detail.offered, kHubOrder);
}

/// What a scripted peer's bytes make of a client that wants ANONYMOUS.
Result<void> client_against(std::string_view bytes, SaslDetail& detail) {
  MemoryWorld world;
  auto [client, server] = world.connect_pair();
  world.run(server->write(as_bytes(bytes))).value();
  return world.run(sasl_client(*client, {"ANONYMOUS", {}, {}}, detail));
}

std::string frame_text(const SaslFrame& frame) {
  return std::string(as_text(encode_sasl_frame(frame)));
}

TEST(Sasl, AClientNamesEachWrongAnswer) {
  const std::string header = "AMQP\3\1\0\0"s;
  const std::string offer = frame_text(SaslMechanisms{{"ANONYMOUS"}});
  const std::pair<std::string, AmqpErrc> rows[] = {
      {"HTTP/1.1 400 Bad Request", AmqpErrc::not_amqp},
      {"AMQP\0\1\0\0"s, AmqpErrc::wrong_header},
      {header + "garbage that is no frame", AmqpErrc::protocol},
      {header + frame_text(SaslOutcome{0, {}}), AmqpErrc::protocol},
      {header + offer + offer, AmqpErrc::protocol},
      {header + offer + frame_text(SaslOutcome{2, {}}), AmqpErrc::sasl_refused},
  };
  for (const auto& [bytes, error] : rows) {
    SaslDetail detail;
    EXPECT_EQ(client_against(bytes, detail).error(), error) << bytes;
    EXPECT_EQ(as_text(detail.first_bytes), bytes.substr(0, 8));
  }
}

TEST(Sasl, AServerRefusesWhatIsNoInit) {
  MemoryWorld world;
  auto [client, server] = world.connect_pair();
  world.run(client->write(as_bytes("GET / HTTP/1.1\r\n\r\n"))).value();
  EXPECT_EQ(world.run(sasl_server(*server, {kHubOrder, {}})).error(), AmqpErrc::protocol);
}

}  // namespace
}  // namespace edge
