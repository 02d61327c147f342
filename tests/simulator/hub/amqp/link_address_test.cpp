#include "simulator/hub/amqp/link_address.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

const DeviceRegistry kDevices({{"dev1", "", ""}, {"dev1", "$edgeAgent", ""}});

TEST(LinkAddress, IsReadAsTheSdksWriteIt) {
  struct Row {
    const char* address;
    LinkKind kind;
    Identity identity;
  };
  const Identity device{"dev1", ""}, agent{"dev1", "$edgeAgent"};
  const Row rows[] = {
      {"$cbs", LinkKind::cbs, {}},
      {"amqps://hub.test:5671/devices/dev1/messages/events", LinkKind::telemetry, device},
      {"amqps://hub.test:5671/devices/dev1/modules/%24edgeAgent/messages/events",
       LinkKind::telemetry, agent},
      {"amqps://hub.test/devices/dev1/modules/$edgeAgent/messages/events", LinkKind::telemetry,
       agent},
      {"/devices/dev1/messages/events", LinkKind::telemetry, device},
      {"/devices/dev1/messages/devicebound", LinkKind::cloud_messages, device},
      {"amqps://hub.test/devices/dev1/methods/deviceBound", LinkKind::methods, device},
      {"amqps://hub.test/devices/dev1/twin", LinkKind::twin, device},
      {"/devices/nobody/messages/events", LinkKind::telemetry, {"nobody", ""}},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_link_address(row.address, kDevices);
    ASSERT_TRUE(parsed) << row.address;
    EXPECT_EQ(parsed->kind, row.kind) << row.address;
    EXPECT_EQ(parsed->identity, row.identity) << row.address;
  }
}

TEST(LinkAddress, IsRefusedWhereTheHubHasNoSuchNode) {
  for (const char* address :
       {"", "/", "$cb", "amqps://hub.test", "amqps://hub.test/", "/devices/", "/devices//twin",
        "/devices/dev1", "/devices/dev1/messages", "/devices/dev1/modules//messages/events",
        "/messages/events", "/devices/dev1/messages/events/more"}) {
    EXPECT_FALSE(parse_link_address(address, kDevices)) << address;
  }
}

}  // namespace
}  // namespace edge::sim
