// A hub and its control endpoint in memory, asked as an HTTP client asks.
#pragma once

#include <nlohmann/json.hpp>

#include "common/http/head.hpp"
#include "simulator/hub_program/control/control.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::test {

inline constexpr const char* kControlToken = "0123456789abcdef";

struct ControlAnswer {
  int status = 0;
  nlohmann::json body;
  HttpHead head;
};

class ControlFixture {
 public:
  static constexpr const char* kDeviceKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  ControlFixture();

  sim::DeviceHub& core() { return hub->core(); }

  /// One request on a connection of its own. `more` are whole lines of the head.
  ControlAnswer ask(const std::string& method, const std::string& target,
                    const std::string& body = {}, const std::string& more = {});
  ControlAnswer ask_raw(const std::string& text);
  Awaitable<ControlAnswer> exchange(std::string text);

  MemoryWorld world;
  sim::Authorities authorities{WallTime{std::chrono::hours{24 * 365 * 48}}};
  Service service;
  std::unique_ptr<sim::Hub> hub;
  std::unique_ptr<sim::ControlServer> control;
};

}  // namespace edge::test
