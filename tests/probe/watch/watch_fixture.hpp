// A watch of an empty catalogue in memory: what it says, serves and sends.
#pragma once

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "common/http/post.hpp"
#include "common/http/response.hpp"
#include "common/http/server.hpp"
#include "probe/watch/watch.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge::probe::test {

using namespace std::chrono_literals;

/// Takes what is sent, and answers as it is told.
struct Collector {
  Collector(edge::test::MemoryWorld& world, const Endpoint& at) {
    site->refuse = [](const HttpHead&) { return std::nullopt; };
    site->answer = [this](HttpRequest request) { return take(std::move(request)); };
    const auto executor = world.loop().context().get_executor();
    world.start(serve_http(executor, world, world.listen(at).value(), site, HttpLimits{}));
  }

  Awaitable<HttpAnswer> take(HttpRequest request) {
    requests.push_back(std::move(request));
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    co_return answer;
  }

  /// When the points of request `i` are of.
  std::string time_of(std::size_t i) const {
    const auto sent = nlohmann::json::parse(requests.at(i).body);
    const auto& metric = sent["resourceMetrics"][0]["scopeMetrics"][0]["metrics"][0];
    return metric["gauge"]["dataPoints"][0]["timeUnixNano"];
  }

  std::shared_ptr<HttpSite> site = std::make_shared<HttpSite>();
  std::vector<HttpRequest> requests;
  int status = 200;
  std::string body = "{}";
};

struct WatchTest : testing::Test {
  WatchTest() {
    options.survey.catalogues.emplace_back().name = "test";
    options.listen = {{kOwn, false}};
  }

  void begin() {
    const auto executor = world.loop().context().get_executor();
    world.start(watch(executor, world, options, said, end));
    world.advance(1ms);
  }

  void send_to_collector() {
    options.collector = OtlpTarget{.host = "192.0.2.7", .path = "/v1/metrics"};
  }

  HttpPosted ask(const std::string& target, const std::string& method = "GET") {
    return world.run(exchange(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  Awaitable<HttpPosted> exchange(std::string request) {
    const DialOptions usual;
    DialResult dialled = co_await world.dial(kOwn, usual);
    co_await dialled.stream->write(as_bytes(request));
    HttpResponseParser parser(1 << 20);
    HttpPosted answer;
    std::string received;
    std::array<std::uint8_t, 4096> chunk;
    while (!parser.done()) {
      const auto got = co_await dialled.stream->read_some(chunk);
      received += as_text(ByteView(chunk).first(got.value()));
      parser.feed(received).value();
      answer.body += parser.take_body();
    }
    answer.head = *parser.head();
    co_return answer;
  }

  /// The value of a line of /metrics; -1 without such a line.
  double metric(const std::string& name) {
    const std::string text = "\n" + ask("/metrics").body;
    const auto at = text.find("\n" + name + " ");
    return at == text.npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  }

  static inline const Endpoint kOwn = parse_endpoint("127.0.0.1:9600").value();
  static inline const Endpoint kCollector = parse_endpoint("192.0.2.7:4318").value();

  WatchOptions options;
  std::vector<std::string> news, problems;
  WatchLines said{[this](const std::string& line) { news.push_back(line); },
                  [this](const std::string& line) { problems.push_back(line); }};
  Event end;
  edge::test::TemporaryFolder folder;
  edge::test::MemoryWorld world;
};

}  // namespace edge::probe::test
