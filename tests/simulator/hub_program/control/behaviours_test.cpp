#include "simulator/hub_program/control/behaviours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/address.hpp>
#include <stdexcept>

#include "simulator/faults/faults.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Service hub_alone() {
  Service service;
  service.name = "hub";
  service.address = boost::asio::ip::make_address("127.0.0.1");
  HubService hub;
  hub.devices = {{"dev1", "", "AAAA"}};
  service.behaviour = hub;
  return service;
}

const HubService& hub_of(const Behaviours& behaviours) {
  return behaviours.service().as<HubService>();
}

TEST(Behaviours, AreFaultsOfTheTable) {
  Behaviours behaviours(hub_alone());
  behaviours.add({"cbs-refused", {{"status", "429"}}});
  behaviours.add({"clock-offset", {{"at", "hub"}, {"by", "1h"}, {"direction", "ahead"}}});
  EXPECT_EQ(hub_of(behaviours).cbs.status, 429);
  EXPECT_EQ(hub_of(behaviours).clock_offset, std::chrono::hours{1});
  EXPECT_TRUE(behaviours.heal("cbs-refused"));
  EXPECT_FALSE(behaviours.heal("cbs-refused"));
  EXPECT_EQ(hub_of(behaviours).clock_offset, std::chrono::hours{1});
  behaviours.heal_all();
  EXPECT_EQ(behaviours.service(), hub_alone());
}

TEST(Behaviours, WhatAHubAloneCannotDoIsRefusedAndChangesNothing) {
  Behaviours behaviours(hub_alone());
  behaviours.add({"cbs-silence", {}});
  const Service before = behaviours.service();
  const std::pair<Behaviours::Active, const char*> rows[] = {
      {{"rain", {}}, "no fault is called 'rain'"},
      {{"cbs-refused", {{"status", "7"}}}, "'status' (NUMBER) cannot be '7'"},
      {{"cbs-refused", {{"colour", "red"}}}, "colour"},
      {{"port-dropped", {{"at", "hub"}}}, "is about a network"},
      {{"port-dropped", {{"at", "host"}}}, "is about a network"},
      {{"vpn-full-tunnel", {}}, "`edgesim run`"},
      {{"proxy-denies", {}}, "`edgesim lab`"},
      {{"port-dropped", {}}, "is about a network"},
      {{"identity-in-use", {}}, "is about a network"},
      {{"dns-unknown-name", {}}, "is about a network"},
      {{"forwarding-off", {{"at", "hub"}}}, "fault 'forwarding-off'"},
  };
  for (const auto& [active, words] : rows) {
    const auto add = [&, wanted = active] { behaviours.add(wanted); };
    EXPECT_THAT(add, ThrowsMessage<std::invalid_argument>(HasSubstr(words))) << active.fault;
  }
  EXPECT_EQ(behaviours.service(), before);
  EXPECT_EQ(behaviours.active().size(), 1u);
}

/// Whatever the table has: it works on a hub alone, or says why not.
TEST(Behaviours, EveryFaultOfTheTableIsTakenOrRefusedInWords) {
  for (const auto& row : fault_rows()) {
    for (const Parameters& with : {Parameters{}, Parameters{{"at", "hub"}}}) {
      Behaviours behaviours(hub_alone());
      try {
        behaviours.add({std::string(row.name), with});
        EXPECT_NE(behaviours.service(), hub_alone()) << row.name;
      } catch (const std::invalid_argument& error) {
        EXPECT_STRNE(error.what(), "") << row.name;
        EXPECT_EQ(behaviours.service(), hub_alone()) << row.name;
      }
    }
  }
}

TEST(Behaviours, AreWrittenAsOneLine) {
  const auto plain = parse_behaviour("cbs-silence");
  EXPECT_EQ(plain.fault, "cbs-silence");
  EXPECT_TRUE(plain.with.empty());
  const auto full = parse_behaviour(" cbs-refused status=401 description=The token is expired");
  EXPECT_EQ(full.fault, "cbs-refused");
  EXPECT_EQ(full.with.at("status"), "401");
  EXPECT_EQ(full.with.at("description"), "The token is expired");
}

TEST(Behaviours, LinesThatMakeNoSenseAreRefused) {
  for (const char* text : {"", "  ", "cbs-refused 401", "cbs-refused =401", "x a=1 a=2"}) {
    EXPECT_THROW(parse_behaviour(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace edge::sim
