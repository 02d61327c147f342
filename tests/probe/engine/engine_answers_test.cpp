// What is made of an engine's answers, and of where it is said to be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/engine/containers.hpp"
#include "probe/engine/engine_state.hpp"
#include "probe/engine/json_reading.hpp"
#include "probe/engine/log_frames.hpp"

namespace edge::probe {
namespace {

using testing::ElementsAre;

TEST(EngineSockets, TheOptionThenTheVariablesThenTheUsualPlaces) {
  const Environment none, rootless = {{"XDG_RUNTIME_DIR", "/run/user/1000"}};
  const Environment named = {{"CONTAINER_HOST", "unix:///b"}, {"DOCKER_HOST", "unix:///a"}};
  EXPECT_THAT(engine_sockets("/x", named).paths, ElementsAre("/x"));
  EXPECT_THAT(engine_sockets("unix:///x", named).paths, ElementsAre("/x"));
  EXPECT_THAT(engine_sockets("", named).paths, ElementsAre("/a"));
  EXPECT_EQ(engine_sockets("", named).named_by, "DOCKER_HOST");
  EXPECT_THAT(engine_sockets("", none).paths,
              ElementsAre("/var/run/docker.sock", "/run/podman/podman.sock"));
  EXPECT_THAT(engine_sockets("", rootless).paths,
              ElementsAre("/var/run/docker.sock", "/run/podman/podman.sock",
                          "/run/user/1000/docker.sock", "/run/user/1000/podman/podman.sock"));
}

TEST(EngineSockets, WhatIsNoSocketHereIsRefused) {
  for (const char* text : {"tcp://192.0.2.1:2375", "ssh://root@host", "docker.sock", "unix://x"}) {
    EXPECT_THROW(engine_sockets(text, {}), UsageError) << text;
  }
}

TEST(EngineTimes, AreReadWithAnyFractionAndZone) {
  const WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} +
                        std::chrono::hours{12};
  EXPECT_EQ(engine_time("2026-11-30T12:00:00Z"), noon);
  EXPECT_EQ(engine_time("2026-11-30T13:00:00.5+01:00"), noon + std::chrono::milliseconds{500});
  for (const char* never : {"0001-01-01T00:00:00Z", "", "soon"}) {
    EXPECT_EQ(engine_time(never), std::nullopt) << never;
  }
}

TEST(EngineContainers, AreReadAsFarAsTheyGo) {
  const auto container = parse_container(engine_json(R"({
    "Id": "a1", "Name": "/edgeAgent", "RestartCount": 3,
    "State": {"Status": "exited", "Pid": -5, "ExitCode": 1, "OOMKilled": "yes"},
    "Config": {"Env": ["a=b=c", "noValue", 7, "=x"], "Tty": true, "Image": "i"},
    "NetworkSettings": {"Networks": {"n": {"IPAddress": "172.18.0.2"}, "m": 7},
                        "Ports": {"443/tcp": [{"HostIp": "::", "HostPort": "443"}],
                                  "1": null}}})"));
  EXPECT_EQ(container.name, "edgeAgent");
  EXPECT_EQ(container.process, 0u);
  EXPECT_EQ(container.exit_code, 1);
  EXPECT_EQ(container.restarts, 3);
  EXPECT_FALSE(container.out_of_memory);
  EXPECT_TRUE(container.terminal);
  EXPECT_EQ(container.environment, (Environment{{"a", "b=c"}}));
  EXPECT_THAT(container.published, ElementsAre("443/tcp on :::443"));
  EXPECT_EQ(container.networks.size(), 2u);
}

TEST(EngineContainers, ANameIsNoPath) {
  EXPECT_EQ(checked_container_name("", "edge_Agent-1.5"), "edge_Agent-1.5");
  for (const char* name : {"", ".", "..", "a/b", "a?b", "a b", "a%2e", "\xc3\xa4"}) {
    EXPECT_THROW(checked_container_name("", name), UsageError) << name;
  }
}

TEST(EngineJson, IsRefusedWhenItIsDeepOrNone) {
  EXPECT_TRUE(engine_json(std::string(1000, '[') + std::string(1000, ']')).is_discarded());
  EXPECT_TRUE(engine_json("{").is_discarded());
  EXPECT_FALSE(engine_json("[[[1]]]").is_discarded());
}

/// The text of the frames in pieces of `piece` bytes; "?" at what is none.
std::string unframed(std::string_view bytes, std::size_t piece) {
  std::string text;
  LogFrames frames([&](std::string_view part) { text += part; });
  while (!bytes.empty()) {
    if (!frames.add(bytes.substr(0, piece))) return text + "?";
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return text + (frames.ends_well() ? "" : "...");
}

TEST(LogFrames, AreTakenAwayHoweverTheBytesAreCut) {
  using namespace std::string_view_literals;
  constexpr auto kLog = "\x01\0\0\0\0\0\0\x03one\x02\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\x03two"sv;
  for (const std::size_t piece : {1u, 3u, 8u, 100u}) EXPECT_EQ(unframed(kLog, piece), "onetwo");
  EXPECT_EQ(unframed(kLog.substr(0, 10), 100), "on...");
  EXPECT_EQ(unframed(kLog.substr(0, 13), 100), "one...");
  EXPECT_EQ(unframed("2026-11-30 plain"sv, 100), "?");
  EXPECT_EQ(unframed("\x01\0\x01\0"sv, 1), "?");
}

}  // namespace
}  // namespace edge::probe
