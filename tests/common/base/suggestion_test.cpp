#include "common/base/suggestion.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace edge {
namespace {

const std::vector<std::string> kNames{"connection-refused", "dns-no-answer", "faults",
                                      "host-does-not-forward", "host-does-not-pass-traffic",
                                      "run"};

std::string meant(std::string_view word) { return suggestion(word, kNames); }

TEST(Suggestion, FewLettersApart) {
  EXPECT_EQ(meant("fault"), " (did you mean 'faults'?)");
  EXPECT_EQ(meant("conection-refused"), " (did you mean 'connection-refused'?)");
  EXPECT_EQ(meant("DNS_NO_ANSWER"), " (did you mean 'dns-no-answer'?)");
}

TEST(Suggestion, APart) {
  EXPECT_EQ(meant("host-does-not-pass"), " (did you mean 'host-does-not-pass-traffic'?)");
  EXPECT_EQ(meant("no-answer"), " (did you mean 'dns-no-answer'?)");
}

TEST(Suggestion, NothingForAWordThatIsLikeNone) {
  EXPECT_EQ(meant("tea"), "");
  EXPECT_EQ(meant(""), "");
  EXPECT_EQ(meant("x"), "");
  EXPECT_EQ(meant("HostName=hub.test;DeviceId=d;SharedAccessKey=AAAA"), "");
  EXPECT_EQ(meant(std::string(1000, 'f')), "");
}

}  // namespace
}  // namespace edge
