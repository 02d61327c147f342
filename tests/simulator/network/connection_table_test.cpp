// The connection table alone: states, ports used again, bounds.
#include "simulator/network/connection_table.hpp"

#include "simulator/network/nat.hpp"
#include "tests/simulator/network/network_fixture.hpp"

namespace edge {
namespace {

using namespace std::chrono_literals;

const std::string kFrom = "10.0.1.2:40000";
const std::string kTo = "10.0.3.2:5671";

Packet segment(const std::string& from, const std::string& to, const std::string& flags) {
  Packet packet = syn(from, to);
  auto& tcp = std::get<TcpSegment>(packet.payload);
  tcp.syn = flags.find('S') != std::string::npos;
  tcp.ack = flags.find('A') != std::string::npos;
  tcp.fin = flags.find('F') != std::string::npos;
  tcp.rst = flags.find('R') != std::string::npos;
  return packet;
}

ConnectionState pass(ConnectionTable& table, const Packet& packet, Duration when) {
  const Tracked tracked = table.track(packet, Instant{when});
  table.confirm(tracked, Instant{when});
  return tracked.state;
}

struct Step {
  Duration when;
  bool reply;
  std::string flags;
  ConnectionState state;
};

void play(const std::vector<Step>& steps, const TrackingSettings& settings = {}) {
  ConnectionTable table;
  table.configure(settings);
  for (const Step& step : steps) {
    const Packet packet =
        step.reply ? segment(kTo, kFrom, step.flags) : segment(kFrom, kTo, step.flags);
    EXPECT_EQ(pass(table, packet, step.when), step.state)
        << step.flags << " at " << step.when / 1s << " s";
  }
}

using enum ConnectionState;

TEST(ConnectionTracking, AWholeConnection) {
  play({{0s, false, "S", fresh},
        {1s, false, "S", fresh},
        {1s, true, "SA", established},
        {1s, false, "A", established},
        {std::chrono::hours{24}, true, "A", established},
        {std::chrono::hours{24}, true, "FA", established},
        {std::chrono::hours{24} + 121s, false, "A", fresh}});
}

TEST(ConnectionTracking, WhatIsForgottenIsTakenUpHalfWayOnlyIfThatIsLoose) {
  const auto silent_for = [](Duration silence, bool loose, ConnectionState state) {
    play({{0s, false, "S", fresh},
          {1s, true, "SA", established},
          {1s, false, "A", established},
          {30s, true, "A", established},
          {30s + silence, false, "A", state}},
         {.established = 60s, .loose = loose});
  };
  silent_for(59s, false, established);
  silent_for(60s, false, invalid);
  silent_for(60s, true, fresh);
}

TEST(ConnectionTracking, WhatCannotBeginAConnectionIsInvalid) {
  for (const auto* flags : {"SA", "FA", "R", "RA", "F", ""}) {
    play({{0s, false, flags, invalid}});
  }
  play({{0s, false, "A", fresh}, {1s, true, "A", established}});
}

TEST(ConnectionTracking, AnUnansweredSynIsForgottenAfter120S) {
  play({{0s, false, "S", fresh}, {119s, true, "SA", established}});
  play({{0s, false, "S", fresh}, {120s, true, "SA", invalid}});
}

TEST(ConnectionTracking, AResetEndsItIn10SAndItsPortsCanBeUsedAtOnce) {
  play({{0s, false, "S", fresh}, {0s, true, "RA", established}, {10s, true, "A", fresh}});
  play({{0s, false, "S", fresh},
        {0s, true, "RA", established},
        {1s, false, "S", fresh},
        {1s, true, "SA", established}});
}

TEST(ConnectionTracking, AFullTableTakesNothingUntilSomethingExpires) {
  ConnectionTable table(2);
  auto flow = [](int port) { return udp("10.0.1.2:" + std::to_string(port), "10.0.3.2:53"); };
  auto enter = [&](int port, Duration when) {
    return table.confirm(table.track(flow(port), Instant{when}), Instant{when});
  };
  EXPECT_TRUE(enter(1, 0s));
  EXPECT_TRUE(enter(2, 0s));
  EXPECT_FALSE(enter(3, 1s));
  EXPECT_TRUE(enter(1, 20s)) << "a known one passes";
  EXPECT_TRUE(enter(3, 30s)) << "the second has expired";
  EXPECT_EQ(table.size(), 2u);
}

TEST(ConnectionTracking, PortsRunOut) {
  ConnectionTable table;
  int bound = 0;
  for (int i = 0; i < 1100; ++i) {
    const std::string from = "10.1." + std::to_string(i / 250) + "." +
                             std::to_string(i % 250 + 1) + ":500";
    const Tracked tracked = table.track(udp(from, "10.0.3.2:53"), Instant{});
    if (!bind_source(*tracked.connection, ip("192.0.2.1"), table)) continue;
    EXPECT_TRUE(table.confirm(tracked, Instant{}));
    EXPECT_LE(tracked.connection->reply.destination.port, 511) << "privileged stays privileged";
    ++bound;
  }
  EXPECT_EQ(bound, 511);
}

}  // namespace
}  // namespace edge
