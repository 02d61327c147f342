#include "simulator/hub/client_certificate.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

TEST(ClientCertificate, FitsByThumbprintOrByTheHubsCa) {
  DeviceSpec device{"dev1", "", ""};
  EXPECT_FALSE(certificate_fits({"dev1", "aa", true}, device));  // neither way is allowed
  device.authority_signed = true;
  EXPECT_TRUE(certificate_fits({"dev1", "aa", true}, device));
  EXPECT_FALSE(certificate_fits({"dev1", "aa", false}, device));
  EXPECT_FALSE(certificate_fits({"dev2", "aa", true}, device));
  EXPECT_FALSE(certificate_fits({"DEV1", "aa", true}, device));
  device.thumbprints = {"bb", "AA"};
  EXPECT_TRUE(certificate_fits({"other", "aa", false}, device));
  EXPECT_FALSE(certificate_fits({"other", "cc", true}, device));
  EXPECT_FALSE(certificate_fits({"", "", false}, {"dev1", "", "", "", {}}));
  DeviceSpec module{"dev1", "m", ""};
  module.authority_signed = true;
  EXPECT_TRUE(certificate_fits({"dev1/m", "aa", true}, module));
  EXPECT_FALSE(certificate_fits({"dev1", "aa", true}, module));
}

}  // namespace
}  // namespace edge::sim
