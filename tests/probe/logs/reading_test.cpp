// How logs come: in pieces, with lines of any length, in the engine's JSON, with bytes that are no
// text, packed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/usage_error.hpp"
#include "probe/logs/engine_line.hpp"
#include "tests/probe/logs/log_support.hpp"

namespace edge::probe {
namespace {

using test::attempts_of;
using test::report_of;
using test::signatures_of;
using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kRefused = "System.Net.Sockets.SocketException (111): Connection refused";

std::vector<std::string> lines_of(std::string_view text, std::size_t piece) {
  std::vector<std::string> lines;
  LineSplitter splitter([&](std::string_view line) { lines.emplace_back(line); });
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    splitter.add(text.substr(0, piece));
  }
  splitter.finish();
  return lines;
}

TEST(LineSplitter, LinesAreTheSameHoweverTheirBytesCome) {
  for (const std::size_t piece : {1, 2, 3, 100}) {
    EXPECT_THAT(lines_of("one\r\ntwo\n\nlast", piece), ElementsAre("one", "two", "", "last"));
  }
  EXPECT_THAT(lines_of("", 1), IsEmpty());
}

TEST(LineSplitter, OfALongLineTheFirstPartIsGivenAndTheNextLineIsWhole) {
  const std::string longer(LineSplitter::kLongestLine + 5, 'x');
  for (const std::size_t piece : {std::size_t{1000}, longer.size() + 10}) {
    const auto lines = lines_of(longer + "\nnext\n", piece);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].size(), LineSplitter::kLongestLine);
    EXPECT_EQ(lines[1], "next");
  }
  const auto report = report_of(longer + "\n" + longer + "\n");
  EXPECT_EQ(report.files[0].cut_lines, 2u);
}

TEST(LineSplitter, ALineWithoutEndIsRefused) {
  const std::string piece(1 << 20, 'x');
  LineSplitter splitter([](std::string_view) {});
  const auto add_all = [&] {
    for (std::uint64_t sent = 0; sent <= LineSplitter::kEndlessLine; sent += piece.size()) {
      splitter.add(piece);
    }
  };
  EXPECT_THROW(add_all(), UsageError);
}

std::string unwrapped(std::string_view line) {
  std::string kept;
  const auto found = engine_line(line, kept);
  return found ? std::string(found->log) : "none";
}

TEST(EngineLine, IsUnwrappedAndUnescaped) {
  const std::string end = R"(","stream":"stderr","time":"2026-11-29T20:50:25.1Z"})";
  EXPECT_EQ(unwrapped(R"({"log":"plain\n)" + end), "plain");
  EXPECT_EQ(unwrapped(R"({"log":"\u003c6\u003e \"a\" \\n\r\n)" + end), "<6> \"a\" \\n");
  EXPECT_EQ(unwrapped(R"({"log":"caf\u00e9 \u20ac \ud83d\n)" + end), "caf\u00e9 \u20ac ?");
  EXPECT_EQ(unwrapped(R"({"log":"no end\\)" + end), "no end\\");
  EXPECT_EQ(unwrapped(R"({"log":"\u12)" + end), "u12");
  EXPECT_EQ(unwrapped(R"({"log":"cut)"), "none");
  EXPECT_EQ(unwrapped(R"({"log":"cut\"})"), "none");
  EXPECT_EQ(unwrapped(R"({"other":1})"), "none");
}

TEST(LogReader, ReadsTheEnginesJsonAsTheLinesInIt) {
  const auto report = report_of(
      R"({"log":"\u003c6\u003e 2026-11-29 20:50:25.000 +00:00 [INF] - Edge agent attempting to )"
      R"(connect to IoT Hub via Amqp_Tcp_Only...\n","stream":"stdout","time":"2026-11-29T20:51Z"})"
      "\n"
      R"({"log":"\u003c6\u003e 2026-11-29 20:50:55.000 +00:00 [INF] - Edge agent attempting to )"
      R"(connect to IoT Hub via Amqp_WebSocket_Only...\n","stream":"stdout","time":"2026-1)"
      "\n{\"log\":\"cut");
  EXPECT_EQ(report.files[0].engine_lines, 1u);
  EXPECT_EQ(report.files[0].broken_lines, 2u);
  EXPECT_TRUE(report.files[0].ends_in_midst);
  EXPECT_EQ(report.files[0].forms[0].form, LineForm::severity);
}

TEST(LogReader, EscapeSequencesAreTakenOutAndCounted) {
  const auto report = report_of("\x1b[31mSystem.Net.Sockets.SocketException \x1b[0m(111): "
                                "Conn\x1b]0;title\aection refused\n\x1b");
  EXPECT_THAT(signatures_of(report), ElementsAre("socket-refused"));
  EXPECT_EQ(report.files[0].coloured_lines, 2u);
  EXPECT_EQ(report.signatures[0].quote, kRefused);
}

TEST(LogReader, BytesThatAreNoTextAreCountedAndTheRestIsRead) {
  const auto report = report_of("\xff\xfa bad\nnul\0here\n"s + kRefused + " \xc3\n\n\n\n\n");
  EXPECT_EQ(report.files[0].odd_lines, 3u);
  EXPECT_THAT(signatures_of(report), ElementsAre("socket-refused"));
  EXPECT_THAT(report.signatures[0].quote, HasSubstr("\\xc3"));
}

std::string refusal(std::string_view text) {
  try {
    report_of(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "read";
}

TEST(LogReader, WhatIsNoLogIsRefusedWithWhatToDo) {
  EXPECT_THAT(refusal("\x1f\x8b\x08"s), HasSubstr("log: is compressed"));
  EXPECT_THAT(refusal("PK\x03\x04..."s), HasSubstr("support bundle"));
  EXPECT_THAT(refusal("\xff\xfe<\0"s), HasSubstr("UTF-16"));
  EXPECT_THAT(refusal("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"x\"}\n"),
              HasSubstr("log: is the journal as JSON"));
  EXPECT_THAT(refusal("\x7f" "ELF\0\0\n\0\0\n"s), HasSubstr("2 of its 2 lines"));
}

TEST(LogReader, AnEmptyLogAndOneOfOtherThingsSayNothing) {
  for (const char* text : {"", "\n\n", "Lorem ipsum\ndolor sit amet"}) {
    const auto report = report_of(text);
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_THAT(report.signatures, IsEmpty());
    EXPECT_EQ(report.exit_code, 0);
  }
}

TEST(LogReader, ReadsTheSameInPiecesOfAnySize) {
  std::string text;
  for (const SignatureRow& row : signature_rows()) {
    // A start ends the entry above, and a connection that stood.
    text += "<6> 2026-11-29 20:50:25.100 +00:00 [INF] - Initializing Edge Agent.\r\n";
    text += std::string(row.example) + "\r\n";
  }
  const auto whole = signatures_of(report_of(text));
  EXPECT_EQ(whole.size(), signature_rows().size());
  for (const std::size_t piece : {1, 7, 64}) {
    EXPECT_EQ(signatures_of(report_of(text, piece)), whole);
  }
}

TEST(LogReader, MemoryIsBoundedWhateverNumberOfAttemptsThereIs) {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += "Attempting to connect to IoT Hub for client c" + std::to_string(i) + " via AMQP...\n" +
            "Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...\n";
  }
  const auto report = report_of(text);
  EXPECT_LE(report.attempts.size(), 2 * AttemptTimeline::kKept);
  EXPECT_EQ(report.attempts_seen, 5000u + AttemptTimeline::kClients - 1);
}

}  // namespace
}  // namespace edge::probe
