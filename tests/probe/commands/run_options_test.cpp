// What `edgeprobe run` understands of its options and of the environment, without a process.
#include "probe/commands/run_options.hpp"

#include <gmock/gmock.h>

#include "common/base/usage_error.hpp"
#include "probe/attempt/plan.hpp"

namespace edge::probe {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kIdentity =
    "HostName=hub.test;DeviceId=dev-1;SharedAccessKey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

Secret no_file(const std::string& path) { throw UsageError("cannot read " + path); }

RunTexts to_hub() {
  RunTexts texts;
  texts.hub = "hub.test";
  return texts;
}

std::string refusal(const RunTexts& texts, const Environment& environment = {}) {
  try {
    understand_run(texts, environment, no_file);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "understood";
}

template <class Change>
RunTexts changed(Change change) {
  RunTexts texts = to_hub();
  change(texts);
  return texts;
}

TEST(RunOptions, PortsAreOfAnyTransport) {
  const auto request =
      understand_run(changed([](auto& t) { t.ports = {"amqp=443", "amqp-ws=8443"}; }), {}, no_file);
  EXPECT_EQ(request.options.port_of(transport_called("amqp")), 443);
  EXPECT_EQ(request.options.port_of(transport_called("amqp-ws")), 8443);
  const auto usual = understand_run(to_hub(), {}, no_file);
  EXPECT_EQ(usual.options.port_of(transport_called("amqp-ws")), 443);
}

TEST(RunOptions, RefusalsNameTheOptionAndHowItIsWritten) {
  const std::pair<RunTexts, const char*> rows[] = {
      {changed([](auto& t) { t.ports = {"mqtt=8883"}; }),
       "--port mqtt=8883: write TRANSPORT=N, TRANSPORT one of: amqp, amqp-ws"},
      {changed([](auto& t) { t.ports = {"amqp=0"}; }), "N from 1 to 65535"},
      {changed([](auto& t) { t.ports = {"amqp"}; }), "--port amqp: write"},
      {changed([](auto& t) { t.ports = {"amqp=1", "amqp=2"}; }), "is given twice"},
      {changed([](auto& t) { t.hub = "hub.test:5671"; }), "has a port in it"},
      {changed([](auto& t) { t.hold = "soon"; }), "--hold soon: write a duration"},
      {changed([](auto& t) { t.hold = "idle:"; }), "--hold idle:: write idle, or idle:DURATION"},
      {changed([](auto& t) { t.hold = "idle:9s"; }), "from 10s to 30m"},
      {changed([](auto& t) { t.hold = "idle:31m"; }), "from 10s to 30m"},
      {changed([](auto& t) { t.hold = "idle5m"; }), "--hold idle5m: write idle"},
      {changed([](auto& t) { t.address = "224.0.0.1"; }), "multicasts"},
      {changed([](auto& t) { t.dns = "192.0.2.1:0"; }), "--dns"},
      {changed([](auto& t) { t.control = "192.0.2.1"; }), "--control"},
      {changed([](auto& t) { t.proxy = "socks5://p:1"; }), "'http' scheme"},
      {changed([](auto& t) { t.proxy_credentials = "@x"; }), "needs --proxy"},
      {changed([](auto& t) { t.reports = {"pdf=x"}; }), "FORMAT one of: text, json"},
      {changed([](auto& t) { t.reports = {"text=x", "json=./x"}; }), "cannot go to one file"},
      {RunTexts{}, "which hub?"},
  };
  for (const auto& [texts, words] : rows) EXPECT_THAT(refusal(texts), HasSubstr(words));
}

TEST(RunOptions, AnIdentityOfTheEnvironmentIsUsedUpToCbsOnly) {
  const auto request = understand_run({}, {{"EdgeHubConnectionString", kIdentity}}, no_file);
  EXPECT_EQ(request.options.credential_source, CredentialSource::environment);
  const Plan plan = make_plan(request.options, *find_profile("agent-2017"));
  EXPECT_EQ(plan.until, "cbs");
  EXPECT_THAT(plan.attempts.front().left_out, ElementsAre("link"));
}

TEST(RunOptions, ASecretOnTheCommandLineIsWipedAndWarnedAbout) {
  RunTexts texts;
  texts.connection_string = kIdentity;
  const auto request = understand_run(texts, {}, no_file);
  ASSERT_EQ(request.secrets.size(), 1u);
  EXPECT_EQ(request.secrets[0].reveal(), kIdentity);
  EXPECT_THAT(request.warnings, ElementsAre(HasSubstr("visible in the process list")));
  texts.connection_string = "@device.txt";
  const auto from_file =
      understand_run(texts, {}, [](const std::string&) { return Secret(kIdentity + "\r\n"); });
  EXPECT_THAT(from_file.secrets, IsEmpty());
  EXPECT_EQ(from_file.options.hub, "hub.test");
}

TEST(RunOptions, AProxysUrlIsReadFromAFile) {
  RunTexts texts;
  texts.hub = "hub.test";
  texts.proxy = "@proxy.txt";
  const auto holding = [&](const std::string& text) {
    return understand_run(texts, {}, [&](const std::string&) { return Secret(text); });
  };
  const auto request = holding("\r\nhttp://probe:a-password@192.0.2.1:3128\r\n");
  EXPECT_EQ(request.options.proxy->host, "192.0.2.1");
  EXPECT_EQ(request.options.proxy->user, "probe");
  EXPECT_THAT(request.secrets, IsEmpty());
  EXPECT_THAT(request.inputs, testing::Contains("proxy.txt"));
  for (const auto& [text, told] : {std::pair{"", "the file has no line http://"},
                                   {"http://a\nhttp://b", "names more than one"},
                                   {"a:1", "only the 'http' scheme"}}) {
    EXPECT_THAT([&] { holding(text); }, testing::ThrowsMessage<UsageError>(HasSubstr(told)));
  }
}

TEST(RunOptions, AConnectionStringThatAShellHasCutGetsAHint) {
  RunTexts texts;
  texts.connection_string = "HostName=hub.test";
  EXPECT_THAT(refusal(texts), HasSubstr("a shell ends it there unless it stands within single"));
  EXPECT_THAT(refusal({}, {{"EdgeHubConnectionString", "HostName=hub.test"}}),
              HasSubstr("within single quotes"));
  texts.connection_string = "HostName=hub.test;SharedAccessKey=AAAA";
  EXPECT_THAT(refusal(texts), Not(HasSubstr("quotes")));
}

TEST(RunOptions, ThePlanNamesTheIdentity) {
  const auto plan_text = [](const RunTexts& texts) {
    const auto request = understand_run(texts, {}, no_file);
    const Plan plan = make_plan(request.options, *find_profile("agent-2017"));
    return describe(plan, request.options, {});
  };
  RunTexts texts;
  texts.connection_string = kIdentity;
  EXPECT_THAT(plan_text(texts), HasSubstr("  identity      device dev-1\n"));
  texts.connection_string = kIdentity + ";ModuleId=$edgeAgent";
  EXPECT_THAT(plan_text(texts), HasSubstr("  identity      device dev-1, module $edgeAgent\n"));
  EXPECT_THAT(plan_text(to_hub()), HasSubstr("  identity      none: --hub gives no credentials\n"));
}

/// Where every way's port is named they are just where the hub is.
TEST(RunOptions, APortOfOneWayIsWhatIsAskedFor) {
  const auto asked_for = [](std::vector<std::string> ports) {
    const auto texts = changed([&](auto& t) { t.ports = std::move(ports); });
    const auto request = understand_run(texts, {}, no_file);
    const Plan plan = make_plan(request.options, *find_profile("agent-2017"));
    std::vector<bool> asked;
    for (const Target& target : targets_of(plan)) asked.push_back(target.asked_for);
    return asked;
  };
  EXPECT_THAT(asked_for({}), ElementsAre(false, false));
  EXPECT_THAT(asked_for({"amqp=8883"}), ElementsAre(true, false));
  EXPECT_THAT(asked_for({"amqp-ws=8443"}), ElementsAre(false, true));
  EXPECT_THAT(asked_for({"amqp=8883", "amqp-ws=8443"}), ElementsAre(false, false));
}

TEST(RunOptions, AProxyIsTakenAsPeopleWriteIt) {
  struct Row {
    const char *url, *host;
    int port;
    const char *user, *password;
  };
  const Row rows[] = {
      {"http://proxy.test", "proxy.test", 80, "", ""},
      {"http://proxy.test:3128//", "proxy.test", 3128, "", ""},
      {"http://10.0.0.1.nip.io:3128", "10.0.0.1.nip.io", 3128, "", ""},
      {"http://[fe80::1%eth0]:3128/", "fe80::1%eth0", 3128, "", ""},
      {"http://u:p@proxy.test", "proxy.test", 80, "u", "p"},
      {"http://u@proxy.test:1", "proxy.test", 1, "u", ""},
      {"http://a%40b:p%3A+%25@proxy.test:1", "proxy.test", 1, "a@b", "p:+%"},
      {"http://u:p@ss#w/rd?:\"<>@proxy.test:1", "proxy.test", 1, "u", "p@ss#w/rd?:\"<>"},
  };
  for (const auto& row : rows) {
    const ProxyOptions proxy = parse_proxy(row.url);
    EXPECT_EQ(proxy.host, row.host) << row.url;
    EXPECT_EQ(proxy.port, row.port) << row.url;
    EXPECT_EQ(proxy.user, row.user) << row.url;
    EXPECT_EQ(proxy.password.reveal(), row.password) << row.url;
  }
  for (const auto& [url, words] : {std::pair{"http://proxy.test:99999", "from 1 to 65535"},
                                   {"http://proxy.test:", "from 1 to 65535"},
                                   {"http://u:%zz@proxy.test", "must be URL-encoded"},
                                   {"http://proxy.test/path", "no usable host"},
                                   {"http://", "no usable host"}}) {
    EXPECT_THAT(refusal(changed([&](auto& t) { t.proxy = url; })), HasSubstr(words)) << url;
  }
}

TEST(RunOptions, HoldIsAddedBehindTheWholeSequence) {
  RunTexts texts;
  texts.connection_string = "@device.txt";
  texts.hold = "5m";
  const auto read = [](const std::string&) { return Secret(kIdentity); };
  const auto request = understand_run(texts, {}, read);
  const Plan plan = make_plan(request.options, *find_profile("agent-2017"));
  EXPECT_THAT(plan.attempts.front().stages,
              ElementsAre("resolve", "connect", "tls", "amqp-open", "cbs", "link", "hold"));
  EXPECT_EQ(plan.attempts.front().stages.back(), "hold");
  texts.options.until = "tls";
  EXPECT_THROW(make_plan(understand_run(texts, {}, read).options, *find_profile("agent-2017")),
               UsageError);
}

TEST(RunOptions, QuickDoesNotGoWithWhatTakesTime) {
  using Change = void (*)(Options&);
  const Change changes[] = {[](Options& options) { options.hold = std::chrono::minutes{5}; },
                            [](Options& options) {
                              options.idle_up_to = std::chrono::minutes{5};
                            },
                            [](Options& options) { options.repeat_for = std::chrono::minutes{5}; },
                            [](Options& options) {
                              options.attempt_timeout = std::chrono::seconds{5};
                            }};
  for (const auto change : changes) {
    Options options;
    options.hub = "hub.test";
    options.quick = true;
    EXPECT_NO_THROW(make_plan(options, *find_profile("agent-1.6")));
    change(options);
    EXPECT_THROW(make_plan(options, *find_profile("agent-1.6")), UsageError);
  }
}

TEST(RunOptions, TheProfileIsTheOneWhoseContainerThisIs) {
  const auto profile = [](const Environment& environment, const std::string& named = "") {
    RunTexts texts;
    texts.hub = "hub.test";
    texts.profile = named;
    const Options options = understand_run(texts, environment, {}).options;
    return options.profile + ": " + options.profile_reason;
  };
  const std::pair<const std::string, std::string> edge{"IOTEDGE_MODULEID", "$edgeAgent"};
  EXPECT_EQ(profile({}), "agent-1.6: the agent of today");
  EXPECT_EQ(profile({{"DOTNET_VERSION", "8.0.11"}}), "agent-1.6: the agent of today");
  EXPECT_EQ(profile({edge}), "agent-1.6: IOTEDGE_* is set");
  EXPECT_EQ(profile({edge, {"DOTNET_VERSION", "8.0.11"}}), "agent-1.5: DOTNET_VERSION is 8.0.11");
  EXPECT_EQ(profile({edge, {"DOTNET_VERSION", "10.0.1\x1b[2J"}}),
            "agent-1.6: DOTNET_VERSION is 10.0.1\\x1b[2J");
  EXPECT_EQ(profile({edge}, "agent-2017"), "agent-2017: ");
}

TEST(RunOptions, TheEnvironmentNamesTheOneWayToTheAgentsThatReadIt) {
  const Environment environment = {{"upstreamprotocol", "AmqpWs"}};
  EXPECT_THAT(understand_run(to_hub(), environment, no_file).options.transports,
              ElementsAre("amqp-ws"));
  const auto old = changed([](auto& t) { t.profile = "agent-2017"; });
  EXPECT_THAT(understand_run(old, environment, no_file).options.transports, IsEmpty());
  const auto told = changed([](auto& t) { t.transport = "amqp"; });
  EXPECT_THAT(understand_run(told, environment, no_file).options.transports, ElementsAre("amqp"));
  const auto odd = understand_run(to_hub(), {{"UpstreamProtocol", "Http"}}, no_file);
  EXPECT_THAT(odd.options.transports, IsEmpty());
  EXPECT_THAT(odd.options.profile_reason, HasSubstr("ignores it without a word"));
  EXPECT_THAT(refusal(to_hub(), {{"UpstreamProtocol", "7"}}), HasSubstr("number of no protocol"));
  EXPECT_THAT(refusal(changed([](auto& t) {
                t.profile = "agent-2017";
                t.transport = "amqp";
              })),
              HasSubstr("cannot be told one way"));
}

TEST(RunOptions, TheEnvironmentsProxyIsTheAgentsUnlessAnOptionSaysOtherwise) {
  const Environment environment = {{"HTTPS_PROXY", "http://user:word@proxy.test:3128"}};
  const auto found = understand_run(to_hub(), environment, no_file).options;
  ASSERT_TRUE(found.proxy);
  EXPECT_EQ(found.proxy->host, "proxy.test");
  ASSERT_EQ(found.proxy_readings.size(), 3U);
  EXPECT_EQ(found.proxy_readings.front().program, "the agent");
  const auto none = changed([](auto& t) { t.proxy = "none"; });
  EXPECT_FALSE(understand_run(none, environment, no_file).options.proxy);
  const auto old = understand_run(changed([](auto& t) { t.profile = "agent-2017"; }), environment,
                                  no_file);
  EXPECT_FALSE(old.options.proxy);
  EXPECT_THAT(old.warnings, ElementsAre(HasSubstr("HTTPS_PROXY is set, but agent-2017 does not")));
  const auto anyway = understand_run(changed([](auto& t) {
                                       t.profile = "agent-2017";
                                       t.proxy = "http://proxy.test:1";
                                     }),
                                     {}, no_file);
  EXPECT_TRUE(anyway.options.proxy);
  EXPECT_THAT(anyway.warnings, ElementsAre(HasSubstr("could not go through a proxy itself")));
}

TEST(RunOptions, OnlyAnAgentThatBeginsAnewCanGoOn) {
  const auto request = [](const char* profile, const char* text) {
    return changed([&](auto& t) {
      t.profile = profile;
      t.repeat_for = text;
    });
  };
  EXPECT_EQ(understand_run(request("agent-1.6", "10m"), {}, no_file).options.repeat_for,
            std::chrono::minutes{10});
  EXPECT_THAT(refusal(request("agent-2017", "10m")), HasSubstr("it exits"));
  EXPECT_THAT(refusal(request("agent-1.6", "3h")), HasSubstr("at most 2h"));
}

}  // namespace
}  // namespace edge::probe
