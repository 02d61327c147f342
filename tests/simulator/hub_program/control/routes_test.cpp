#include "simulator/hub_program/control/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace edge::sim {
namespace {

/// "METHOD PATH-OF-THE-TABLE device/module fault", or "status code".
std::string found(const std::string& method, const std::string& target) {
  try {
    const auto [route, call] = find_control_route(method, target);
    return fmt::format("{} {} {}", route->path, to_string(call.identity), call.fault);
  } catch (const HttpRefusal& refusal) {
    return fmt::format("{} {}", refusal.status(), refusal.code());
  }
}

TEST(ControlRoutes, AreFoundByMethodAndPath) {
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"GET", "/devices", "/devices  "},
      {"GET", "/devices/a", "/devices/{device}[/modules/{module}] a "},
      {"GET", "/devices/a/modules/%24edgeAgent",
       "/devices/{device}[/modules/{module}] a/$edgeAgent "},
      {"GET", "/devices/a/modules", "/devices/{device}/modules a "},
      {"GET", "/devices/a+b%20c/connection-string",
       "/devices/{device}[/modules/{module}]/connection-string a+b c "},
      {"POST", "/twins/a/modules/m/methods",
       "/twins/{device}[/modules/{module}]/methods a/m "},
      {"DELETE", "/faults/cbs-refused", "/faults/{fault}  cbs-refused"},
      {"GET", "/devices/a?keys=true&api-version=2021-04-12",
       "/devices/{device}[/modules/{module}] a "},
      {"GET", "/devices?", "/devices  "},
      {"GET", "/", "404 no-such-path"},
      {"GET", "/devices/", "404 no-such-path"},
      {"GET", "/devices/a/", "404 no-such-path"},
      {"GET", "/devices//modules/m", "404 no-such-path"},
      {"GET", "/devices/a/modules/m/more", "404 no-such-path"},
      {"GET", "//devices", "404 no-such-path"},
      {"GET", "http://localhost/devices", "400 malformed-target"},
      {"GET", "", "400 malformed-target"},
      {"GET", "*", "400 malformed-target"},
      {"GET", "/devices/%zz", "400 malformed-target"},
      {"GET", "/devices/%2", "400 malformed-target"},
      {"PATCH", "/devices", "405 method-not-allowed"},
      {"BREW", "/devices", "405 method-not-allowed"},
      {"GET", "/devices?colour=red", "400 unknown-parameter"},
      {"GET", "/connections?limit=1", "400 unknown-parameter"},
      {"GET", "/devices?keys=%", "400 malformed-target"},
  };
  for (const auto& [method, target, expected] : rows) {
    EXPECT_EQ(found(method, target), expected) << method << " " << target;
  }
}

TEST(ControlRoutes, QueriesAreDecoded) {
  const auto target = find_control_route("GET", "/messages?after=7&device=a+b%2Bc&wait=");
  EXPECT_EQ(target.call.query, (std::map<std::string, std::string>{
                                   {"after", "7"}, {"device", "a b+c"}, {"wait", ""}}));
}

TEST(ControlRoutes, EachIsDescribedAndNoneIsTwice) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& route : control_routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.path;
    EXPECT_FALSE(route.words.empty()) << route.path;
    EXPECT_NE(route.handle, nullptr) << route.path;
  }
}

}  // namespace
}  // namespace edge::sim
