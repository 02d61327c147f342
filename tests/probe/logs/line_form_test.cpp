// The time formats, one line of each.
#include "probe/logs/line_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/report/timestamp.hpp"

namespace edge::probe {
namespace {

/// "plain 2017-11-28T18:46:19Z text"
std::string read(std::string_view line) {
  const LineStart start = line_start(line);
  return std::string(name_of(start.form)) + " " + (start.at ? iso_text(*start.at) : "-") + " " +
         std::string(start.text);
}

TEST(LineForm, OfEachProgramAndGeneration) {
  const std::pair<const char*, const char*> rows[] = {
      {"2017-11-28 18:46:19 [INF] - Starting", "plain 2017-11-28T18:46:19Z Starting"},
      {"2017-11-28 18:46:19Z [INF] - Starting", "plain 2017-11-28T18:46:19Z Starting"},
      {"2018-06-28 10:00:00.123 +00:00 [INF] - text", "zoned 2018-06-28T10:00:00.123Z text"},
      {"2018-06-28 10:00:00.123 +02:00 [INF] - text", "zoned 2018-06-28T08:00:00.123Z text"},
      {"2018-06-28 10:00:00.123 -05:30 [INF] - text", "zoned 2018-06-28T15:30:00.123Z text"},
      {"<6> 2026-11-29 20:50:25.123 +00:00 [INF] - text", "severity 2026-11-29T20:50:25.123Z text"},
      {"<7> 2026-11-29 20:50:25.123 +00:00 [DBG] [Agent.Core] - text",
       "severity 2026-11-29T20:50:25.123Z text"},
      {"2026-11-29T20:50:25Z [INFO] - text", "daemon 2026-11-29T20:50:25Z text"},
      {"<6>2026-11-29T20:50:25Z [INFO] - text", "daemon 2026-11-29T20:50:25Z text"},
      {"time=\"2026-11-29T20:50:25.123456789Z\" level=error msg=\"pull\"",
       "engine 2026-11-29T20:50:25.123456789Z \"pull\""},
      {"Nov 29 20:50:25 device aziot-edged[812]: 2026-11-29T20:50:25Z [INFO] - text",
       "daemon 2026-11-29T20:50:25Z text"},
      {"Nov 29 20:50:25 device dockerd[12]: failed", "journal - failed"},
      {"Nov  9 20:50:25 device dockerd[12]: failed", "journal - failed"},
      {"edgeAgent-1  | <6> 2026-11-29 20:50:25.123 +00:00 [INF] - text",
       "severity 2026-11-29T20:50:25.123Z text"},
      {"2026-11-29T20:50:26.5Z <6> 2026-11-29 20:50:25.123 +00:00 [INF] - text",
       "severity 2026-11-29T20:50:25.123Z text"},
      // Of a Kubernetes node, and of `journalctl -o short-iso`.
      {"2026-11-29T20:50:26.5+00:00 stdout F <6> 2026-11-29 20:50:25.123 +00:00 [INF] - text",
       "severity 2026-11-29T20:50:25.123Z text"},
      {"2026-11-29T20:50:26.5+00:00 stdout F  ---> text",
       "none 2026-11-29T20:50:26.5Z  ---> text"},
      {"2026-11-29T21:50:26+0100 gw aziot-edged[9]: 2026-11-29T20:50:25Z [INFO] - text",
       "daemon 2026-11-29T20:50:25Z text"},
      {"2026-11-29T21:50:26+01:00 gw dockerd[9]: text", "journal 2026-11-29T20:50:26Z text"},
  };
  for (const auto& [line, expected] : rows) EXPECT_EQ(read(line), expected);
}

TEST(LineForm, WhatCollectsLinesNamesWhoseTheyAre) {
  EXPECT_EQ(line_start("edgeAgent-1  | text").container, "edgeAgent-1");
  EXPECT_EQ(line_start("   at A.B(String c) | d").container, "");
  EXPECT_EQ(line_start("Nov 29 20:50:25 gw aziot-edged[9]: text").program, "aziot-edged");
  EXPECT_EQ(line_start("2026-11-29T21:50:26+0100 gw dockerd[9]: text").program, "dockerd");
  EXPECT_TRUE(line_start("2026-11-29T20:50:25Z [INFO] - text").level);
  EXPECT_FALSE(line_start("2026-11-29T20:50:25Z text [INFO] - text").level);
}

TEST(LineForm, WhatIsNoneStaysWhole) {
  for (const char* line :
       {"", " ---> System.Net.Sockets.SocketException (111): Connection refused", "2017-11-28",
        "2017-13-28 18:46:19 [INF] - x", "2017-11-31 18:46:19 [INF] - x", "9999-11-28 18:46:19 x",
        "2017-11-28 24:46:19 [INF] - x", "20l7-11-28 18:46:19 [INF] - x", "<9> 2017", "<6>",
        "time=\"", "time=\"yesterday\" msg=x", "Nov 29 20:50 x", "   at A.B(String c) | d"}) {
    EXPECT_EQ(read(line), std::string("none - ") + line);
  }
}

}  // namespace
}  // namespace edge::probe
