// One GET as a transcript: what is asked, and what is made of the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "common/http/get.hpp"
#include "common/http/page.hpp"
#include "common/http/head.hpp"
#include "tests/support/stream_pair.hpp"
#include "tests/support/test_world.hpp"

namespace edge::test {
namespace {

struct Asking {
  TestWorld world;
  ScriptedPair wire;
  HttpDetail detail;

  /// The outcome when the server says `answer` and hangs up.
  ErrorCode answered_with(std::string_view answer, std::size_t fragment = 4096) {
    detail.path = "/v2/";
    wire.near_script->max_read = fragment;
    auto asking = world.start(http_get(*wire.near, "hub.test", detail));
    world.start(wire.far->write(as_bytes(answer)));
    world.settle();
    wire.far.reset();
    world.settle();
    const Result<void> done = asking->take();
    return done ? ErrorCode() : done.error();
  }
};

TEST(HttpGet, AsksOnceAndClosesBehindIt) {
  Asking asking;
  EXPECT_EQ(asking.answered_with("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"), ErrorCode());
  EXPECT_THAT(std::string(as_text(asking.wire.near_script->sent)),
              testing::MatchesRegex("GET /v2/ HTTP/1.1\r\nHost: hub.test\r\n"
                                    "User-Agent: edgeprobe/[0-9.]+\r\nAccept: \\*/\\*\r\n"
                                    "Connection: close\r\n\r\n"));
  EXPECT_EQ(asking.detail.status, 204);
  EXPECT_EQ(asking.detail.server, "x");
}

TEST(HttpGet, TellsARegistryAndItsChallenge) {
  for (const std::size_t fragment : {1u, 7u, 4096u}) {
    Asking asking;
    asking.answered_with("HTTP/1.1 401 Unauthorized\r\nDocker-Distribution-Api-Version: "
                         "registry/2.0\r\nWWW-Authenticate: Bearer realm=\"r\"\r\n"
                         "Content-Length: 2\r\n\r\n{}", fragment);
    EXPECT_EQ(asking.detail.api_version, "registry/2.0");
    EXPECT_EQ(asking.detail.challenge, "Bearer realm=\"r\"");
    EXPECT_EQ(asking.detail.body_start, "{}");
  }
}

TEST(HttpGet, TakesTheTitleOfAPageAndNoMore) {
  Asking asking;
  asking.answered_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n<html><TITLE "
                       "lang=x>\n Access\tdenied </title>" + std::string(1 << 20, 'x'));
  EXPECT_EQ(asking.detail.status, 403);
  EXPECT_EQ(asking.detail.title, "Access denied");
  EXPECT_LE(asking.wire.near_script->reads, 8);
}

TEST(HttpGet, WhatIsNoHttpIsShown) {
  Asking asking;
  EXPECT_EQ(asking.answered_with("SSH-2.0-OpenSSH\r\n"), HttpError::not_http);
  EXPECT_EQ(asking.detail.status, 0);
  EXPECT_EQ(asking.detail.body_start, "SSH-2.0-OpenSSH");
}

TEST(HtmlTitle, IsOneLineOfText) {
  EXPECT_EQ(html_title("<title>a</title>"), "a");
  EXPECT_EQ(html_title("<title>a"), "");
  EXPECT_EQ(html_title("<title"), "");
  EXPECT_EQ(html_title("<title>\x1b[0m</title>"), "\\x1b[0m");
}

}  // namespace
}  // namespace edge::test
