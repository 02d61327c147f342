#include "common/dns/nsswitch.hpp"

#include <gmock/gmock.h>

namespace edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const NameSource kFiles{"files"}, kDns{"dns"};

TEST(Nsswitch, WithoutTheLineFilesComeFirst) {
  EXPECT_THAT(parse_name_sources(""), ElementsAre(kFiles, kDns));
  EXPECT_THAT(parse_name_sources("passwd: compat\n#hosts: dns\n"), ElementsAre(kFiles, kDns));
}

TEST(Nsswitch, TheLastLineCounts) {
  EXPECT_THAT(parse_name_sources("hosts: files\n\thosts:dns\tfiles"), ElementsAre(kDns, kFiles));
}

TEST(Nsswitch, ActionsAreOfTheSourceBefore) {
  const NameSource last{"mdns4_minimal", true};
  EXPECT_THAT(parse_name_sources("hosts: files mdns4_minimal [NOTFOUND=return] dns"),
              ElementsAre(kFiles, last, kDns));
  EXPECT_THAT(parse_name_sources("hosts: dns[!unavail=RETURN]"),
              ElementsAre(NameSource{"dns", true}));
  EXPECT_THAT(parse_name_sources("hosts: dns [SUCCESS=return !notfound=return]"),
              ElementsAre(kDns));
}

TEST(Nsswitch, AMalformedLineLeavesNothing) {
  for (const auto* text : {"hosts:", "hosts: files [", "hosts: files [x=return]",
                           "hosts: files [NOTFOUND]", "hosts: files [NOTFOUND=stop]",
                           "hosts: [NOTFOUND=return] files", "hosts: files # ["}) {
    EXPECT_THAT(parse_name_sources(text), IsEmpty()) << text;
  }
}

TEST(Nsswitch, HostileLinesAreBounded) {
  std::string text = "hosts:";
  for (int i = 0; i < 1000; ++i) text += " dns";
  EXPECT_LE(parse_name_sources(text).size(), 16u);
}

}  // namespace
}  // namespace edge
