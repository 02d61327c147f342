#include "simulator/topology/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "simulator/topology/parameter_types.hpp"

namespace edge::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr NodeParameter kWhere{"at"};
constexpr ValueParameter kSmtpPort{"port", kind::port, "25"};
constexpr ListParameter kPeers{"peers", kind::address, kOptional, "who may"};
constexpr std::array kColours{Choice<int>{"red", 1}, Choice<int>{"green", 2}};
constexpr ChoicesParameter kMix{"mix", kColours, "red"};
constexpr ParameterList kAll{&kWhere, &kSmtpPort, &kPeers, &kMix};

std::string complaint_about(const Parameters& given) {
  try {
    const Arguments with(kAll, given);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Parameters, AbsentOnesAreUsualOrNothing) {
  const Arguments with(kAll, {{"at", "host"}});
  EXPECT_EQ(with[kSmtpPort], 25);
  EXPECT_FALSE(with.find(kPeers));
  EXPECT_THAT(with[kMix], ElementsAre(1));
}

TEST(Parameters, ListsMayBeListsOrOneText) {
  const Arguments text(kAll, {{"at", "host"}, {"mix", "green, red"}});
  EXPECT_THAT(text[kMix], ElementsAre(2, 1));
  const Arguments list(kAll, {{"at", "host"},
                              {"mix", Written(std::vector<std::string>{"green", "red"})},
                              {"peers", "192.0.2.1"}});
  EXPECT_THAT(list[kMix], ElementsAre(2, 1));
  EXPECT_EQ(list[kPeers].size(), 1u);
  EXPECT_EQ(list.find(kPeers)->front().to_string(), "192.0.2.1");
}

TEST(Parameters, ComplaintsNameTheParameterItsTypeAndWhatIsAllowed) {
  EXPECT_EQ(complaint_about({}), "'at' is required (NODE); allowed: a node of the network");
  EXPECT_THAT(complaint_about({{"at", ""}}), HasSubstr("(NODE) cannot be ''; allowed: a node"));
  EXPECT_EQ(complaint_about({{"at", "host"}, {"port", Written::neither("a mapping")}}),
            "'port' (PORT) cannot be a mapping; allowed: 1 to 65535");
  EXPECT_EQ(complaint_about({{"at", "host"},
                             {"port", Written(std::vector<std::string>{"25", "26"})}}),
            "'port' (PORT) cannot be several values; allowed: 1 to 65535");
  EXPECT_EQ(complaint_about({{"at", "host"}, {"port", Written(std::vector<std::string>{"25"})}}),
            "accepted");
  EXPECT_EQ(complaint_about({{"at", "host"}, {"peers", ""}}),
            "'peers' (ADDRESS,...) cannot be ''; allowed: an IP address")
      << "an empty one is not an absent one";
  EXPECT_EQ(complaint_about({{"at", "host"}, {"port", "0"}}),
            "'port' (PORT) cannot be '0'; allowed: 1 to 65535");
  EXPECT_EQ(complaint_about({{"at", "host"}, {"mix", "green,blue"}}),
            "'mix' (red|green,...) cannot be 'blue'; allowed: red, green");
  EXPECT_THAT(complaint_about({{"at", "host"}, {"mix", "red,red"}}),
              HasSubstr("has 'red' twice; allowed: red, green, each once"));
  EXPECT_THAT(complaint_about({{"at", "host"}, {"mix", ""}}), HasSubstr("cannot be ''"));
  EXPECT_THAT(complaint_about({{"at", "host"}, {"peers", "moon"}}), HasSubstr("an IP address"));
  EXPECT_EQ(complaint_about({{"at", "host"}, {"colour", "red"}}),
            "unknown parameter 'colour'; allowed: at, port, peers, mix");
}

TEST(Parameters, ABitRateIsReadAsInATopologyFileButLimits) {
  constexpr ValueParameter rate{"rate", kind::bit_rate, kRequired};
  EXPECT_EQ(rate.read("300bit"), 300u);
  EXPECT_EQ(rate.read("1.0006kbit"), 1001u);
  EXPECT_THROW(rate.read("0bit"), ParameterError);
  EXPECT_THROW(rate.read("0.4bit"), ParameterError);
}

TEST(Parameters, AMissingNodeIsToldWithTheNodesThereAre) {
  Topology topology;
  topology.nodes.resize(2);
  topology.nodes[0].name = "module";
  topology.nodes[1].name = "host";
  const Arguments host(kAll, {{"at", "host"}}, &topology);
  EXPECT_EQ(&kWhere.find(topology, host), &topology.nodes[1]);
  try {
    Arguments(kAll, {{"at", "moon"}}, &topology);
    FAIL() << "accepted";
  } catch (const ParameterError& error) {
    EXPECT_EQ(error.parameter(), "at");
    EXPECT_STREQ(error.what(), "'at' (NODE) cannot be 'moon'; allowed: module, host");
  }
}

TEST(Parameters, HelpAndSchemaComeFromTheDeclaration) {
  EXPECT_EQ(help_text(kAll), "at=NODE (required), port=PORT (25), peers=ADDRESS,... (who may), "
                             "mix=red|green,... (red)");
  const auto schema = schema_of(kAll);
  EXPECT_EQ(schema["required"], nlohmann::ordered_json{"at"});
  EXPECT_EQ(schema["properties"]["port"]["anyOf"][0]["maximum"], 65535);
  EXPECT_EQ(schema["properties"]["port"]["anyOf"][1]["maxItems"], 1) << "a list of one";
  EXPECT_EQ(schema["properties"]["peers"]["description"], "who may");
  EXPECT_EQ(schema["additionalProperties"], false);
}

TEST(Parameters, AreReadFromWordsInOnePlace) {
  const std::vector<std::string> words{"at=host", "description=a = b"};
  const auto parsed = parse_parameters(words);
  EXPECT_EQ(parsed.at("description").text(), "a = b");
  EXPECT_EQ(parameters_text(parsed), " at=host description=a = b");
  const auto refused = [](std::vector<std::string> wrong) {
    try {
      parse_parameters(wrong);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refused({"host"}), "'host' is no KEY=VALUE");
  EXPECT_EQ(refused({"=host"}), "'=host' is no KEY=VALUE");
  EXPECT_EQ(refused({"at=a", "at=b"}), "'at' is given twice");
}

}  // namespace
}  // namespace edge::sim
