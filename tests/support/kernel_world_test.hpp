// Fixture of tests that ask the running kernel: a RoutedLine, the process inside its client, and
// the real World there. Skips, with the reason, where namespaces are not allowed.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/world/real/real_world.hpp"
#include "tests/support/routed_line.hpp"
#include "tests/support/run.hpp"

namespace edge::test {

class KernelWorldTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { why_not_ = enter_private_namespaces(); }

  void SetUp() override {
    if (!why_not_.empty()) GTEST_SKIP() << why_not_;
    line_ = std::make_unique<RoutedLine>();
    inside_.emplace(line_->client);
    world_ = make_real_world(context_);
  }

  /// A listener on the server; its connections complete without an accept().
  std::unique_ptr<Listener> listen_on_server(const Endpoint& endpoint) {
    const Inside here(line_->server);
    return world_->listen(endpoint).value();
  }

  /// Awaits `operation` without any capability.
  template <class T>
  T unprivileged(Awaitable<T> operation) {
    const WithoutCapabilities none;
    return run(context_, std::move(operation));
  }

  const RoutedLine& line() const { return *line_; }
  World& world() { return *world_; }
  boost::asio::io_context& context() { return context_; }

 private:
  inline static std::string why_not_;
  std::unique_ptr<RoutedLine> line_;
  std::optional<Inside> inside_;
  boost::asio::io_context context_{1};
  std::unique_ptr<World> world_;
};

}  // namespace edge::test
