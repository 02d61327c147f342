#include "common/iothub/connection_string_mistake.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "common/iothub/connection_string.hpp"

namespace edge {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kWholeKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

TEST(ConnectionStringMistake, EachIsNamedWithTheRightForm) {
  const std::string key = std::string(";SharedAccessKey=") + std::string(kWholeKey);
  const struct {
    std::string text, words;
  } rows[] = {
      {"Endpoint=sb://x.test/;SharedAccessKeyName=a" + key + ";EntityPath=y", "an Event Hub"},
      {"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=AAECAwQF", "a storage account"},
      {"HostName=hub.test;SharedAccessKeyName=iothubowner" + key, "shared access policy"},
      {"HostName=hub.test;Device\r\nId=d" + key, "line break"},
      {"SharedAccessSignature sr=hub.test&sig=x&se=1", "a SAS token"},
      {"IDScope=0ne000;RegistrationId=d" + key, "provisioning service"},
      {"CONNECTION=HostName=hub.test;DeviceId=d;SharedAccessKey=x", "in front of HostName="},
      {"HostName=hub.test;\xc2\xa0" "DeviceId=d" + key, "no-break space"},
      {"HostName=hub.test", "single quotes"},
      {"HostName=hub.test; DeviceId=d;" + key, "spaces beside"},
      {"HostName=hub.test;DeviceId=d;SharedAccessKey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
       "lacks the '='"},
      {"HostName=hub.test;DeviceId=d;SharedAccessKey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8%"
       "3D",
       "URL-encoded"},
  };
  for (const auto& [text, words] : rows) {
    EXPECT_THROW(parse_connection_string(text), std::invalid_argument) << text;
    EXPECT_THAT(std::string(connection_string_mistake(text)), HasSubstr(words)) << text;
    EXPECT_THAT(std::string(connection_string_mistake(text)), Not(HasSubstr("AAECAwQF")));
  }
}

TEST(ConnectionStringMistake, OfOneThatIsOnlyIncompleteNothingIsGuessed) {
  for (const char* text : {"", "nonsense", "HostName=hub.test;DeviceId=d", "a;b",
                           "GatewayHostName=g;HostName=hub.test;DeviceId=d"}) {
    EXPECT_EQ(connection_string_mistake(text), "") << text;
  }
}

}  // namespace
}  // namespace edge
