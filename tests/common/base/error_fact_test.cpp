#include "common/base/error_fact.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <cerrno>

namespace edge {
namespace {

namespace errc = boost::system::errc;

const ErrorRow kTeaErrors[] = {{7, "no-milk", "there is no milk"}};
const ErrorTable kTea("tea", kTeaErrors);

TEST(ErrorFact, HasTheNamesThatUsersSearchFor) {
  EXPECT_TRUE(error_fact({}).empty());
  EXPECT_EQ(error_fact({ECONNREFUSED, boost::system::system_category()}).symbol, "ECONNREFUSED");
  EXPECT_EQ(error_fact(make_error_code(errc::timed_out)).text, "ETIMEDOUT");
  EXPECT_EQ(error_fact(make_error_code(errc::host_unreachable)).symbol, "EHOSTUNREACH");
  EXPECT_EQ(error_fact({EPERM, boost::system::system_category()}).symbol, "EPERM");
  EXPECT_EQ(error_fact(boost::asio::error::eof), (ErrorFact{"EOF", "EOF"}));
  EXPECT_EQ(error_fact({99999, boost::system::generic_category()}).symbol, "generic.99999");
}

TEST(ErrorFact, OfATableHasItsSymbolAndWords) {
  EXPECT_EQ(error_fact({7, kTea}), (ErrorFact{"tea.no-milk", "there is no milk"}));
  EXPECT_EQ(error_fact({8, kTea}), (ErrorFact{"tea.8", "unknown tea error"}));
}

TEST(ErrorFact, InWordsSaysWhatAnErrnoMeans) {
  EXPECT_EQ(error_in_words({ECONNRESET, boost::system::system_category()}),
            (ErrorFact{"ECONNRESET", "Connection reset by peer"}));
}

}  // namespace
}  // namespace edge
