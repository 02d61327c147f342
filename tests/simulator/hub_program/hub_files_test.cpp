#include "simulator/hub_program/hub_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/usage_error.hpp"
#include "common/iothub/connection_string.hpp"
#include "simulator/hub_program/devices_file.hpp"
#include "tests/support/memory_world.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

struct HubFilesTest : testing::Test {
  HubFilesTest() {
    std::string name = (fs::temp_directory_path() / "hub-files-XXXXXX").string();
    base = mkdtemp(name.data());
  }
  ~HubFilesTest() override { fs::remove_all(base); }

  std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  std::string write(const std::string& text) {
    std::ofstream(base / "devices") << text;
    return base / "devices";
  }

  fs::path base;
  test::MemoryWorld world;
};

TEST_F(HubFilesTest, AreMadeOnceAndPrivate) {
  const fs::path folder = base / "a" / "b";
  std::optional<HubFiles> first(std::in_place, world, folder);
  const auto devices = first->own_devices();
  first->write_connection_string("hub.test", devices);
  const std::string authority = first->authority().certificate_pem();

  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator(folder)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
  }
  first.reset();
  HubFiles second(world, folder);
  EXPECT_EQ(second.authority().certificate_pem(), authority);
  EXPECT_EQ(second.own_devices(), devices);
}

TEST_F(HubFilesTest, TheConnectionStringIsOneTheProbeTakes) {
  HubFiles files(world, base);
  const auto devices = files.own_devices();
  for (const auto& device : devices) {
    files.write_connection_string("hub.test", {device});
    std::string text = text_of(files.connection_string_file());
    text.pop_back();  // the newline
    const ConnectionString parsed = parse_connection_string(text);
    EXPECT_EQ(parsed.host_name, "hub.test");
    EXPECT_EQ(parsed.device_id, device.device_id);
    EXPECT_EQ(parsed.module_id, device.module_id);
    EXPECT_EQ(parsed.shared_access_key.reveal(), device.key);
  }
}

TEST_F(HubFilesTest, ADamagedAuthorityIsNamed) {
  HubFiles(world, base.string());
  const std::string key = text_of(base / "ca-key.pem"), certificate = text_of(base / "ca.pem");
  const std::string path = base.string() + "/";
  const std::tuple<const char*, std::string, std::string> rows[] = {
      {"ca.pem", "damaged", path + "ca.pem holds no certificate;"},
      {"ca.pem", "", path + "ca.pem holds no certificate;"},
      {"ca-key.pem", "damaged", path + "ca-key.pem holds no private key"},
      {"ca-key.pem", certificate, path + "ca-key.pem holds no private key"},
      {"ca-key.pem", CertificateAuthority("other", world.wall()).private_key_pem(),
       "do not belong together"},
      {"ca.pem", "-", path + "ca.pem is missing;"},
      {"ca-key.pem", "-", path + "ca-key.pem is missing;"}};
  for (const auto& [file, text, words] : rows) {
    std::ofstream(base / file) << text;
    if (text == "-") fs::remove(base / file);
    EXPECT_THAT([&] { HubFiles(world, base.string()); },
                ThrowsMessage<std::runtime_error>(testing::AllOf(
                    HasSubstr(words), HasSubstr("remove both"), Not(HasSubstr("start line")))));
    std::ofstream(base / "ca-key.pem") << key;
    std::ofstream(base / "ca.pem") << certificate;
  }
  HubFiles(world, base.string());
}

TEST_F(HubFilesTest, AnAuthorityIsNeverReplacedUnasked) {
  HubFiles(world, base.string());
  const std::string certificate = text_of(base / "ca.pem");
  for (const char* key : {"", "damaged"}) {
    std::ofstream(base / "ca-key.pem") << key;
    EXPECT_THAT([&] { HubFiles(world, base.string()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("ca-key.pem")));
  }
  fs::remove(base / "ca-key.pem");
  EXPECT_THAT([&] { HubFiles(world, base.string()); },
              ThrowsMessage<std::runtime_error>(HasSubstr("ca-key.pem")));
  EXPECT_EQ(text_of(base / "ca.pem"), certificate);
}

TEST_F(HubFilesTest, WhatALinkLeadsToIsNotRead) {
  HubFiles(world, base.string());
  const fs::path elsewhere = base / "elsewhere";
  fs::copy_file(base / "ca-key.pem", elsewhere);
  fs::permissions(elsewhere, fs::perms::others_read, fs::perm_options::add);
  const auto before = fs::status(elsewhere).permissions();
  fs::remove(base / "ca-key.pem");
  fs::create_symlink(elsewhere, base / "ca-key.pem");
  EXPECT_THAT([&] { HubFiles(world, base.string()); },
              ThrowsMessage<std::runtime_error>(HasSubstr("ca-key.pem: it is a link")));
  EXPECT_EQ(fs::status(elsewhere).permissions(), before);
}

TEST_F(HubFilesTest, RightsOfOthersOnKeysAreTakenAwayAndTold) {
  HubFiles(world, base.string());
  fs::permissions(base / "ca-key.pem", fs::perms::group_read, fs::perm_options::add);
  std::vector<std::string> warnings;
  const Warn warn = [&](const std::string& text) { warnings.push_back(text); };
  HubFiles(world, base.string(), warn);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("ca-key.pem")));
  EXPECT_EQ(fs::status(base / "ca-key.pem").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  HubFiles(world, base.string(), warn);
  EXPECT_EQ(warnings.size(), 1u);
}

TEST_F(HubFilesTest, AnotherConnectionStringIsTold) {
  HubFiles files(world, base.string());
  const auto device = files.own_devices().front();
  EXPECT_FALSE(files.write_connection_string("hub.test", {device}));
  EXPECT_FALSE(files.write_connection_string("hub.test", {device}));
  EXPECT_TRUE(files.write_connection_string("other.test", {device}));
}

TEST_F(HubFilesTest, TheConnectionStringFollowsItsIdentity) {
  HubFiles files(world, base.string());
  const DeviceSpec a{"a", "", "AAAA"}, b{"b", "m", "BBBB"};
  files.write_connection_string("h", {b});
  EXPECT_FALSE(files.write_connection_string("h", {a, b}));  // it stays with the one it names
  EXPECT_TRUE(files.write_connection_string("h", {a, {"b", "m", "CCCC"}}));
  EXPECT_EQ(text_of(files.connection_string_file()),
            "HostName=h;DeviceId=b;ModuleId=m;SharedAccessKey=CCCC\n");
  EXPECT_TRUE(files.write_connection_string("h", {a}));
  EXPECT_THAT(text_of(files.connection_string_file()), HasSubstr("DeviceId=a;"));
  EXPECT_TRUE(files.write_connection_string("h", {}));
  EXPECT_FALSE(fs::exists(files.connection_string_file()));
  EXPECT_FALSE(files.write_connection_string("h", {}));
}

TEST_F(HubFilesTest, AFolderThatCannotBeUsedIsNamedWithARemedy) {
  const HubFiles first(world, base);
  EXPECT_THAT([&] { HubFiles(world, base.string()); },
              ThrowsMessage<std::runtime_error>(
                  testing::AllOf(HasSubstr(base / "lock"), HasSubstr("another program"),
                                 HasSubstr("--state-dir"))));
  const std::string file = write("");
  EXPECT_THAT([&] { HubFiles(world, file); },
              ThrowsMessage<std::runtime_error>(
                  testing::AllOf(HasSubstr(file), HasSubstr("--state-dir"))));
}

TEST_F(HubFilesTest, DevicesAreRead) {
  const auto devices = read_devices(write(
      R"([{"deviceId": "a", "key": "AAAA"}, {"deviceId": "a", "moduleId": "m", "key": "AAAA"}])"));
  EXPECT_EQ(devices, (std::vector<DeviceSpec>{{"a", "", "AAAA"}, {"a", "m", "AAAA"}}));
}

TEST_F(HubFilesTest, DevicesOfEveryKindAreRead) {
  const std::string print(64, 'b');
  const auto devices = read_devices(write(
      R"([{"deviceId": "a", "key": "AAAA", "secondaryKey": "BBBB", "enabled": false},
          {"deviceId": "b", "thumbprints": [")" + print + R"("]},
          {"deviceId": "c", "authoritySigned": true}])"));
  EXPECT_EQ(devices, (std::vector<DeviceSpec>{{"a", "", "AAAA", "BBBB", {}, false, false},
                                              {"b", "", "", "", {print}},
                                              {"c", "", "", "", {}, true}}));
  EXPECT_TRUE(read_devices(write("[]")).empty());
}

TEST_F(HubFilesTest, ManyDevicesAreWrittenAndRead) {
  std::vector<DeviceSpec> devices;
  for (int i = 0; i < 20'000; ++i) {
    devices.push_back({"dev" + std::to_string(i), "", new_key(world)});
  }
  EXPECT_EQ(read_devices(write(devices_text(devices))), devices);
}

TEST_F(HubFilesTest, TheControlTokenIsMadeOnceAndPrivate) {
  const Secret token = HubFiles(world, base.string()).control_token();
  EXPECT_EQ(token.size(), 64u);
  HubFiles files(world, base);
  EXPECT_EQ(files.control_token().reveal(), token.reveal());
  EXPECT_EQ(fs::status(files.control_token_file()).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  for (const char* bad :
       {"short", "one line of words that are many", "a-long-line\nand-another-line"}) {
    std::ofstream(files.control_token_file()) << bad;
    EXPECT_THAT([&] { files.control_token(); },
                ThrowsMessage<std::runtime_error>(testing::AllOf(
                    HasSubstr("control-token.txt"), Not(HasSubstr(bad)))));
  }
}

TEST_F(HubFilesTest, MalformedDevicesAreRefusedWithoutShowingKeys) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "not JSON: see line 1, column 1"},
      {"[{\"key\": \"not-base64!\",\n x", "not JSON: see line 2, column 2"},
      {R"([{"deviceId": "a/b", "key": "AAAA"}])", "entry 1: \"deviceId\""},
      {R"([{"deviceId": "a", "moduleId": "b c", "key": "AAAA"}])", "entry 1: \"moduleId\""},
      {R"([{"deviceId": "a", "keys": "x", "key": "AAAA"}])", "unknown key \"keys\""},
      {R"([{"deviceId": "a", "key": "AAAA"}, {"deviceId": "a", "key": "BBBB"}])",
       "entry 2: the same identity"},
      {"{}", "JSON list"},
      {R"([{"deviceId": "a", "key": "AAAA", "secondaryKey": "not-base64!"}])",
       "\"secondaryKey\" is not base64"},
      {R"([{"deviceId": "a", "thumbprints": ["abc"]}])", "64 hexadecimal digits"},
      {R"([{"deviceId": "a", "thumbprints": "abc"}])", "\"thumbprints\" must be a list"},
      {R"([{"deviceId": "a", "key": "AAAA", "enabled": "yes"}])", "true or false"},
      {"[1]", "entry 1: \"deviceId\""},
      {R"([{"deviceId": "a"}])", "entry 1: \"key\""},
      {R"([{"deviceId": "a", "key": "AAAA"}, {"deviceId": "", "key": "AAAA"}])",
       "entry 2: \"deviceId\""},
      {R"([{"deviceId": "a", "moduleId": 1, "key": "AAAA"}])", "entry 1: \"moduleId\""},
      {R"([{"deviceId": "a", "key": "not-base64!"}])", "entry 1: \"key\" is not base64"},
      {R"([{"deviceId": "a", "key": "AAAA\n"}])", "entry 1: \"key\" is not base64"},
      {R"([{"deviceId": "a b", "key": "AAAA"}])", "entry 1: \"deviceId\" must be 1 to 128"},
  };
  for (const auto& [text, words] : rows) {
    const auto read = [this, given = text] { read_devices(write(given)); };
    const auto safe = testing::AllOf(HasSubstr(words), Not(HasSubstr("not-base64!")));
    EXPECT_THAT(read, ThrowsMessage<UsageError>(safe));
  }
  EXPECT_THAT([&] { read_devices(base / "absent"); },
              ThrowsMessage<UsageError>(HasSubstr("absent")));
}

}  // namespace
}  // namespace edge::sim
