#include "simulator/hub_program/file_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "simulator/hub_program/devices_file.hpp"
#include "simulator/hub_program/message_log.hpp"
#include "tests/support/memory_world.hpp"
#include "tests/support/temporary_folder.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// While it lives no file can be opened.
struct NoMoreFiles {
  NoMoreFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before); }
  rlimit before{};
};

struct FileStoreTest : testing::Test {
  /// A hub that begins with what is in the folder.
  std::unique_ptr<DeviceHub> begin(std::uint64_t log_bytes = 64 << 20) {
    auto hub = std::make_unique<DeviceHub>(world, nullptr);
    hub->records().set_registry(DeviceRegistry(devices));
    FileStore::Options options;
    options.log_bytes = log_bytes;
    auto store = std::make_unique<FileStore>(OwnFolder(folder.path()), options);
    store->load(*hub, [this](const std::string& text) { warnings.push_back(text); });
    hub->records().set_store(std::move(store));
    return hub;
  }
  void arrive(DeviceHub& hub, const std::string& body) {
    Arrival arrival;
    arrival.from = {"dev1", "$edgeAgent"};
    arrival.at = WallTime{std::chrono::seconds{1'500'000'000}};
    arrival.message_id = "m";
    arrival.content_type = "application/json";
    arrival.properties = {{"k", "v"}};
    arrival.body = body;
    hub.records().store().append(hub.telemetry().add(std::move(arrival)));
    hub.commit();
  }
  std::string log() { return OwnFolder(folder.path()).read("messages.jsonl", 1 << 20); }

  test::TemporaryFolder folder;
  test::MemoryWorld world;
  std::vector<std::string> warnings;
  std::vector<DeviceSpec> devices{{"dev1", "", "AAAA"}, {"dev1", "$edgeAgent", "AAAA"},
                                  {"..", "", "AAAA"}};
};

TEST_F(FileStoreTest, MessagesAndTheirNumbersOutliveTheHub) {
  auto first = begin();
  arrive(*first, "one");
  arrive(*first, std::string("\xff\x00\n", 3));
  const auto before = first->telemetry().newest();
  first.reset();
  auto second = begin();
  EXPECT_EQ(second->telemetry().newest(), before);
  arrive(*second, "three");
  EXPECT_EQ(second->telemetry().last(), 3u);
}

TEST_F(FileStoreTest, ATornLastLineIsTakenAway) {
  arrive(*begin(), "one");
  const std::string whole = log();
  std::ofstream(folder.path() / "messages.jsonl", std::ios::app) << R"({"sequence":2,"dev)";
  auto hub = begin();
  EXPECT_EQ(hub->telemetry().newest().size(), 1u);
  EXPECT_EQ(log(), whole);
  arrive(*hub, "two");
  hub.reset();
  EXPECT_EQ(begin()->telemetry().newest().back().body, "two");
}

TEST_F(FileStoreTest, LinesThatAreNoMessagesAreLeftOut) {
  arrive(*begin(), "one");
  std::ofstream(folder.path() / "messages.jsonl", std::ios::app) << "rain\n\n{}\n";
  auto hub = begin();
  EXPECT_EQ(hub->telemetry().newest().size(), 1u);
  arrive(*hub, "two");
  EXPECT_EQ(hub->telemetry().last(), 2u);
  EXPECT_THAT(warnings, testing::ElementsAre(
                            HasSubstr("messages.jsonl: 3 of its lines are no messages")));
}

TEST_F(FileStoreTest, ANumberThatCannotBeIsNamedAndNotTaken) {
  const std::pair<const char*, const char*> rows[] = {
      {"-1", "\"sequence\" must be a whole number"},
      {"18446744073709551615", "\"sequence\" must be a whole number"},
      {"1.5", "\"sequence\" must be a whole number"},
      {"1e400", "a number is too large: see line 1, column 17"}};
  for (const auto& [number, words] : rows) {
    std::ofstream(folder.path() / "messages.jsonl")
        << R"({"sequence":)" << number << R"(,"deviceId":"dev1","enqueuedTime":)"
        << R"("2026-01-01T00:00:00Z","properties":{},"body":""})" << "\n";
    warnings.clear();
    auto hub = begin();
    EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr(words))) << number;
    arrive(*hub, "first");
    EXPECT_EQ(hub->telemetry().last(), 1u);
  }
}

TEST_F(FileStoreTest, AStateWithANumberThatCannotBeIsNamed) {
  fs::create_directories(folder.path() / "states/dev1.modules");
  for (const char* number : {"-1", "18446744073709551615", "1e400"}) {
    const auto file = folder.path() / "states/dev1.modules/$edgeAgent.json";
    std::ofstream(file) << R"({"desired":{},"reported":{},"desiredVersion":)" << number
                        << R"(,"reportedVersion":1,"waiting":[],"nextSequence":1})";
    EXPECT_THAT([&] { begin(); }, testing::ThrowsMessage<std::runtime_error>(HasSubstr(
                                      file.string() + " is not as this program writes it (")))
        << number;
  }
}

TEST_F(FileStoreTest, AnEndlessLineIsNamedAndNotReadWhole) {
  std::ofstream(folder.path() / "messages.jsonl") << "";
  fs::resize_file(folder.path() / "messages.jsonl", std::uintmax_t{40} << 30);  // a hole
  EXPECT_THAT([&] { begin(); }, testing::ThrowsMessage<std::runtime_error>(
                                    HasSubstr("messages.jsonl is not as this program writes it")));
}

TEST_F(FileStoreTest, WhatACrashLeftOfAWriteIsTakenAway) {
  fs::create_directories(folder.path() / "states/dev1.modules");
  const char* left[] = {"states/.dev1.json.tmp", "states/dev1.modules/.$edgeAgent.json.tmp"};
  for (const char* name : left) std::ofstream(folder.path() / name) << "{\"key\":";
  begin();
  for (const char* name : left) EXPECT_FALSE(fs::exists(folder.path() / name)) << name;
}

TEST_F(FileStoreTest, TextsOfAnyKindOutliveTheHub) {
  const std::string texts[] = {R"({"path":"C:\\x","said":"\"yes\""})", "tab\tbell\a\x7f", "\"",
                               "\\", "\xc3\xa4", "\xff\xfe", std::string("\0", 1), ""};
  auto first = begin();
  for (const auto& text : texts) arrive(*first, text);
  EXPECT_EQ(std::ranges::count(log(), '\n'), static_cast<long>(std::size(texts)));
  const auto before = first->telemetry().newest();
  first.reset();
  EXPECT_EQ(begin()->telemetry().newest(), before);
}

TEST_F(FileStoreTest, WhatIsCommittedIsWrittenAtOnceAndNothingBefore) {
  auto hub = begin();
  Arrival arrival;
  arrival.from = {"dev1", ""};
  HubStore& store = hub->records().store();
  for (int i = 0; i < 3; ++i) store.append(hub->telemetry().add(Arrival(arrival)));
  EXPECT_EQ(log(), "");
  store.commit();
  EXPECT_EQ(std::ranges::count(log(), '\n'), 3);
}

TEST_F(FileStoreTest, ALogWithoutSizeKeepsNothing) {
  auto hub = begin(0);
  arrive(*hub, "one");
  EXPECT_EQ(log(), "");
  EXPECT_EQ(hub->telemetry().last(), 1u);
}

TEST_F(FileStoreTest, TheLogStaysWithinItsSizeAndKeepsTheNewest) {
  constexpr std::uint64_t kSize = 8192;
  {
    auto hub = begin(kSize);
    for (int i = 0; i < 200; ++i) arrive(*hub, std::string(100, 'x'));
  }
  const auto size = fs::file_size(folder.path() / "messages.jsonl") +
                    fs::file_size(folder.path() / "messages.old.jsonl");
  EXPECT_LE(size, kSize);
  EXPECT_GT(size, kSize / 2);
  auto hub = begin(kSize);
  EXPECT_EQ(hub->telemetry().last(), 200u);
  EXPECT_EQ(hub->telemetry().newest().back().sequence, 200u);
  EXPECT_GT(hub->telemetry().newest().size(), 10u);
}

TEST_F(FileStoreTest, ALogThatCannotBeginAnewIsAsBefore) {
  MessageLog log(OwnFolder(folder.path()), 2000);
  Arrival arrival;
  arrival.body = std::string(600, 'x');
  log.append(arrival);
  log.commit();
  const NoMoreFiles none;
  log.append(arrival);
  EXPECT_THROW(log.commit(), std::runtime_error);
  EXPECT_TRUE(fs::exists(folder.path() / "messages.jsonl"));
  EXPECT_FALSE(fs::exists(folder.path() / "messages.old.jsonl"));
}

TEST_F(FileStoreTest, ManyMessagesThatArriveTogetherStayWithinTheLogsSizeToo) {
  constexpr std::uint64_t kSize = 8192;
  auto hub = begin(kSize);
  for (int i = 0; i < 300; ++i) {
    Arrival arrival;
    arrival.from = {"dev1", {}};
    hub->records().store().append(hub->telemetry().add(std::move(arrival)));
  }
  Arrival large;
  large.from = {"dev1", {}};
  large.body.assign(10'000, 'x');
  hub->records().store().append(hub->telemetry().add(std::move(large)));
  hub->records().store().commit();
  const auto older = fs::file_size(folder.path() / "messages.old.jsonl");
  EXPECT_LE(older, kSize / 2);
  EXPECT_GT(older, 0u);
  EXPECT_EQ(std::ranges::count(log(), '\n'), 1) << "a line of its own size";
}

TEST_F(FileStoreTest, TwinsAndWaitingMessagesOutliveTheHub) {
  DeviceState state;
  state.twin = {R"({"a":{"b":1}})", R"({"r":"x"})", 5, 7};
  CloudMessage message;
  message.id = "m1";
  message.body = std::string("\x01\xfe", 2);
  message.properties = {{"k", "v"}};
  message.enqueued = WallTime{std::chrono::milliseconds{1'500'000'000'123}};
  message.expires = message.enqueued + std::chrono::seconds{5};
  message.sequence = 3;
  message.deliveries = 2;
  state.waiting = {message};
  state.next_sequence = 4;
  auto first = begin();
  const std::vector<Identity> identities{{"dev1", {}}, {"dev1", "$edgeAgent"}, {"..", {}}};
  for (const auto& each : identities) first->records().store().save_state(each, state);
  first.reset();
  auto second = begin();
  EXPECT_EQ(second->states().size(), 3u);
  for (const auto& identity : identities) EXPECT_EQ(second->states().at(identity), state);

  second->records().store().forget_state({"dev1", {}});  // its module's goes with it
  second.reset();
  EXPECT_EQ(begin()->states().size(), 1u);
}

TEST_F(FileStoreTest, EveryFileIsItsOwnersOnly) {
  auto hub = begin();
  arrive(*hub, "one");
  hub->records().store().save_registry(hub->registry());
  hub->records().store().save_state({"dev1", "$edgeAgent"}, {});
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
    EXPECT_EQ(entry.status().permissions() & kOthers, fs::perms::none) << entry.path();
  }
}

TEST_F(FileStoreTest, IdentitiesAreSavedAsTheyAreRead) {
  DeviceSpec full{"dev2", "m", "AAAA", "BBBB", {std::string(64, 'c')}, true, false};
  DeviceSpec bare{"dev3", "", "", "", {}, true, true};
  auto hub = begin();
  hub->records().store().save_registry(DeviceRegistry({full, bare}));
  EXPECT_EQ(read_devices(folder.path() / "devices.json"), (std::vector{full, bare}));
}

TEST_F(FileStoreTest, ADamagedStateIsNamed) {
  begin()->records().store().save_state({"dev1", {}}, {});
  std::ofstream(folder.path() / "states" / "dev1.json") << "{\"desired\": 1";
  EXPECT_THAT([&] { begin(); },
              testing::ThrowsMessage<std::runtime_error>(HasSubstr("states/dev1.json")));
}

TEST(TelemetryLog, KeepTheNewestByNumberAndBySize) {
  TelemetryLog few(2);
  for (int i = 0; i < 5; ++i) few.add({});
  EXPECT_EQ(few.newest().size(), 2u);
  EXPECT_EQ(few.newest().front().sequence, 4u);
  TelemetryLog small(1000, 10'000);
  Arrival large;
  large.body.resize(4000);
  for (int i = 0; i < 5; ++i) small.add(Arrival(large));
  EXPECT_EQ(small.newest().size(), 2u);
  large.body.resize(100'000);
  small.add(Arrival(large));  // the newest is kept whatever its size
  EXPECT_EQ(small.newest().size(), 1u);
  EXPECT_EQ(small.last(), 6u);
}

}  // namespace
}  // namespace edge::sim
