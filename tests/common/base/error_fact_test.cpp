#include "common/base/error_name.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <cerrno>

namespace edge {
namespace {

namespace errc = boost::system::errc;

TEST(ErrorName, NamesWhatUsersSearchFor) {
  EXPECT_EQ(error_name({}), "");
  EXPECT_EQ(error_name({ECONNREFUSED, boost::system::system_category()}), "ECONNREFUSED");
  EXPECT_EQ(error_name(make_error_code(errc::timed_out)), "ETIMEDOUT");
  EXPECT_EQ(error_name(make_error_code(errc::host_unreachable)), "EHOSTUNREACH");
  EXPECT_EQ(error_name({EPERM, boost::system::system_category()}), "EPERM");
  EXPECT_EQ(error_name(boost::asio::error::eof), "EOF");
  EXPECT_NE(error_name({99999, boost::system::generic_category()}), "");
}

}  // namespace
}  // namespace edge
