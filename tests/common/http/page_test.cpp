// What is told of a page that somebody answers with.
#include <gtest/gtest.h>

#include "common/http/page.hpp"

namespace edge {
namespace {

TEST(PageStart, IsWhatAReaderOfThePageSees) {
  EXPECT_EQ(page_start("<html>\n<head>\n <title>502 Bad Gateway</title><style>p {}</style></head>\n"
                       "<body>\n <h1>502  Bad Gateway</h1><script>go()</script>\n<p>Certificate "
                       "verify failed</p></body></html>"),
            "502 Bad Gateway Certificate verify failed");
  EXPECT_EQ(page_start("<!DOCTYPE html><p>Blocked by policy"), "Blocked by policy");
}

TEST(PageStart, OfAnythingElseIsItsBytes) {
  EXPECT_EQ(page_start("{\"Message\": \"a < b\"}"), "{\"Message\": \"a < b\"}");
  EXPECT_EQ(page_start("no\x1b[31mhere"), "no\\x1b[31mhere");
  EXPECT_EQ(page_start(""), "");
}

TEST(PageStart, EndsWhereTheBytesDo) {
  EXPECT_EQ(page_start("<html><head><title>never closed"), "never closed");
  EXPECT_EQ(page_start("<html><"), "<html><");
  EXPECT_EQ(page_start("<html>" + std::string(4000, 'a')).substr(0, 3), "aaa");
  EXPECT_LT(page_start("<html>" + std::string(4000, 'a')).size(), 300U);
}

}  // namespace
}  // namespace edge
