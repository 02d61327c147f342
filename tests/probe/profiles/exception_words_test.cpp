#include "probe/profiles/exception_words.hpp"

#include <gtest/gtest.h>

namespace edge::probe {
namespace {

TEST(ExceptionWords, AreThoseOfTheImagesCLibrary) {
  const auto musl = [](const char* stage, const char* symbol) {
    return exception_words(CLibrary::musl, {"amqp", stage, symbol, "", false});
  };
  EXPECT_EQ(musl("connect", "EHOSTUNREACH"),
            "System.Net.Sockets.SocketException (113): Host is unreachable");
  EXPECT_EQ(exception_words(CLibrary::glibc, {"amqp", "connect", "EHOSTUNREACH", "", false}),
            "System.Net.Sockets.SocketException (113): No route to host");
  EXPECT_EQ(musl("resolve", "EAI_AGAIN"),
            "System.Net.Sockets.SocketException (11): Resource temporarily unavailable");
  EXPECT_EQ(musl("resolve", "EAI_NONAME"),
            "System.Net.Sockets.SocketException (0xFFFDFFFF): Name does not resolve");
}

TEST(ExceptionWords, TellStatusesVerdictsAndSilence) {
  const auto words = [](const char* stage, const char* symbol) {
    return exception_words(CLibrary::musl,
                           {"amqp-ws", stage, symbol, "http://proxy.test:3128", false});
  };
  EXPECT_NE(words("proxy", "status-407").find("proxy 'http://proxy.test:3128/' failed with status "
                                              "code '407'"), std::string::npos);
  EXPECT_NE(words("websocket", "status-404").find("'404' when status code '101'"),
            std::string::npos);
  EXPECT_NE(words("tls", "certificate").find("errors in the certificate chain"),
            std::string::npos);
  EXPECT_NE(exception_words(CLibrary::musl, {"amqp", "tls", "certificate", "", false})
                .find("RemoteCertificateValidationCallback"), std::string::npos);
  EXPECT_EQ(exception_words(CLibrary::musl, {"amqp", "connect", "timeout", "", true}),
            "System.Net.Sockets.SocketException (110): Operation timed out");
  EXPECT_NE(words("amqp-open", "timeout").find("A task was canceled"), std::string::npos);
  EXPECT_EQ(words("cbs", "status-401"), "");
  EXPECT_EQ(words("connect", "ENOBUFS"), "");
}

}  // namespace
}  // namespace edge::probe
