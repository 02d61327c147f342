// What `edgeprobe logs` has found: the value that its outputs print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/report/report.hpp"
#include "probe/logs/gaps.hpp"
#include "probe/logs/signatures.hpp"

namespace edge::probe {

/// How an attempt ended, as far as the log says.
enum class AttemptEnd { next_way, again, connected, failed, fatal, restarted, log_ends };
std::string_view name_of(AttemptEnd end);

struct FormCount {
  LineForm form = LineForm::none;
  std::uint64_t lines = 0;
};

template <class F>
constexpr auto fields_of(F f, const FormCount*) {
  return f.described("form-count", "lines that begin in one form",
                     f.always("form", &FormCount::form),
                     f.always("lines", &FormCount::lines));
}

struct LogFile {
  std::string name;               // as it was given; "-": standard input
  std::uint64_t bytes = 0, lines = 0;
  std::optional<WallTime> begun, ended;  // the first and the last time in it
  std::vector<FormCount> forms;
  std::string version;            // what the program says of itself
  std::string generation;         // by whose rules gaps are read; empty: there are no attempts
  std::uint64_t engine_lines = 0; // in the container engine's JSON
  std::uint64_t broken_lines = 0; // that began so and are not whole
  std::uint64_t cut_lines = 0;    // longer than is read of a line
  std::uint64_t odd_lines = 0;    // with bytes that are no text
  std::uint64_t coloured_lines = 0;  // with what a terminal obeys
  std::uint64_t backward = 0;     // times that lie before the one above
  bool ends_in_midst = false;     // its last line has no line feed
};

template <class F>
constexpr auto fields_of(F f, const LogFile*) {
  return f.described(
      "log-file", "one file, and how it could be read", f.always("name", &LogFile::name),
      f.always("bytes", &LogFile::bytes), f.always("lines", &LogFile::lines),
      f.optional("begun", &LogFile::begun, "the first time in it"),
      f.optional("ended", &LogFile::ended, "the last one"), f.always("forms", &LogFile::forms),
      f.optional("version", &LogFile::version, "what the program says of itself"),
      f.optional("generation", &LogFile::generation, "by whose rules gaps are read"),
      f.known("engine_lines", &LogFile::engine_lines, "in the container engine's JSON"),
      f.known("broken_lines", &LogFile::broken_lines, "that began so and are not whole"),
      f.known("cut_lines", &LogFile::cut_lines, "longer than 64 KiB: the rest was passed over"),
      f.known("odd_lines", &LogFile::odd_lines, "with bytes that are no text"),
      f.known("coloured_lines", &LogFile::coloured_lines, "with escape sequences, taken out"),
      f.known("backward", &LogFile::backward, "times that lie before the one above"),
      f.known("ends_in_midst", &LogFile::ends_in_midst, "true: no line feed at its end"));
}

struct LoggedAttempt {
  int file = 1;                   // of LogReport::files, from 1
  std::uint64_t line = 0;
  int round = 0;                  // from 1: all ways once
  std::string transport;          // row of transports.cpp, or as the log has it
  std::string client;             // whose connection it is, where an edge hub says it
  std::optional<WallTime> at;
  AttemptEnd end = AttemptEnd::log_ends;
  std::optional<Duration> took;   // until then
  GapKind kind = GapKind::unknown;
  std::string means;              // what that says, by the rules of the version
  std::optional<Duration> pause;  // from a round's end to this, the first attempt of the next
};

template <class F>
constexpr auto fields_of(F f, const LoggedAttempt*) {
  return f.described(
      "logged-attempt", "from its line to the next about it",
      f.always("file", &LoggedAttempt::file, "of files, from 1"),
      f.always("line", &LoggedAttempt::line), f.always("round", &LoggedAttempt::round),
      f.always("transport", &LoggedAttempt::transport),
      f.optional("client", &LoggedAttempt::client), f.optional("at", &LoggedAttempt::at),
      f.always("end", &LoggedAttempt::end), f.optional("took_ms", &LoggedAttempt::took),
      f.always("kind", &LoggedAttempt::kind), f.optional("means", &LoggedAttempt::means),
      f.optional("pause_ms", &LoggedAttempt::pause, "since the round before has failed"));
}

struct SeenSignature {
  std::string name;               // row of signatures.cpp
  Component component = Component::agent;
  Says says = Says::cause;
  std::string means, code;
  int file = 1;                   // where it was first
  std::uint64_t line = 0;
  std::uint64_t times = 0, last_line = 0;
  std::optional<WallTime> first;
  std::string quote;              // of its first line, without secrets
};

template <class F>
constexpr auto fields_of(F f, const SeenSignature*) {
  return f.described(
      "seen-signature", "a known text, and where it stands", f.always("name", &SeenSignature::name),
      f.always("component", &SeenSignature::component), f.always("says", &SeenSignature::says),
      f.always("means", &SeenSignature::means), f.optional("code", &SeenSignature::code),
      f.always("file", &SeenSignature::file), f.always("line", &SeenSignature::line),
      f.always("times", &SeenSignature::times, "in that file"),
      f.always("last_line", &SeenSignature::last_line),
      f.optional("first", &SeenSignature::first), f.always("quote", &SeenSignature::quote));
}

struct LogFinding {
  std::string code;               // of verdicts.cpp or log_causes.cpp
  Severity severity = Severity::error;
  Confidence confidence = Confidence::possible;
  std::string cause, seen, fix, separate_by;
  std::vector<std::string> others;      // codes that the log does not tell from this one
  std::vector<std::string> signatures;  // that it rests on; empty: on the attempts alone
};

template <class F>
constexpr auto fields_of(F f, const LogFinding*) {
  return f.described(
      "finding", "", f.always("code", &LogFinding::code),
      f.always("severity", &LogFinding::severity), f.always("confidence", &LogFinding::confidence),
      f.always("cause", &LogFinding::cause),
      f.always("seen", &LogFinding::seen, "what in the log says so"),
      f.always("fix", &LogFinding::fix), f.optional("separate_by", &LogFinding::separate_by),
      f.optional("others", &LogFinding::others, "codes that the log does not tell from this one"),
      f.always("signatures", &LogFinding::signatures));
}

struct LogReport {
  std::string program_version;
  std::vector<LogFile> files;
  std::vector<LogFinding> findings;     // the cause first
  std::uint64_t attempts_seen = 0, rounds = 0, connected = 0;
  std::vector<LoggedAttempt> attempts;  // of each file the first and the last ones
  std::vector<SeenSignature> signatures;
  int exit_code = 0;
};

template <class F>
constexpr auto fields_of(F f, const LogReport*) {
  return f.described(
      "log-report", "", f.always("program_version", &LogReport::program_version),
      f.always("files", &LogReport::files),
      f.always("findings", &LogReport::findings, "the cause first"),
      f.always("attempts_seen", &LogReport::attempts_seen), f.always("rounds", &LogReport::rounds),
      f.always("connected", &LogReport::connected),
      f.always("attempts", &LogReport::attempts, "of each file the first and the last ones"),
      f.always("signatures", &LogReport::signatures),
      f.always("exit_code", &LogReport::exit_code));
}

}  // namespace edge::probe
