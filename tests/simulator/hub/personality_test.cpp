#include "simulator/hub/personality.hpp"

#include <gtest/gtest.h>

namespace edge::sim {
namespace {

TEST(Personality, EveryOneHasAName) {
  EXPECT_EQ(personality_rows().size(), 3u);
  for (const auto& each : personality_rows()) EXPECT_EQ(find_personality(each.name), &each);
  EXPECT_EQ(find_personality("hub-v3"), nullptr);
}

}  // namespace
}  // namespace edge::sim
