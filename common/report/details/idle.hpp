// Evidence of connections that were left silent side by side, each for its own time: for how long
// the path keeps one that nothing is sent on, and who ends it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/time.hpp"

namespace edge {

/// What became of a connection that nothing was sent on for a while.
enum class SilenceEnd {
  answered,      // the hub answered what was sent after it
  dropped,       // what was sent after it was not even acknowledged
  unanswered,    // TCP acknowledged it, as a proxy on the way does; the hub did not answer
  reset,         // RST came back
  closed_early,  // the peer ended it in order while it was silent
  reset_early,   // RST came while it was silent
  cut,           // it ended at one moment with the others, as when the hub restarts or a link goes
  disturbed,     // the peer sent something meanwhile: it was no silence
  not_opened,    // there was no connection
};
std::string_view name_of(SilenceEnd end);

/// Who ended it, as far as that can be told from here.
enum class EndedBy {
  path,    // something between here and the hub that keeps the state of connections
  hub,     // the hub, or a proxy that ends connections in order
  either,  // RST: of the hub as well as of something on the way
};
std::string_view name_of(EndedBy who);

struct Silence {
  Duration lasted{};
  SilenceEnd end = SilenceEnd::not_opened;
  Duration answer{};  // from what was sent after it to the answer or RST; zero: there was none
  Duration begun{};   // since the first connection was opened
};

struct IdleDetail {
  static constexpr std::string_view kind = "idle";
  Duration longest{};                  // silence that was to be tried
  Duration alive{};                    // the longest after which the hub still answered
  Duration ended{};                    // the shortest that it did not survive; zero: none was seen
  std::optional<SilenceEnd> how{};     // that one
  std::optional<EndedBy> by{};
  Duration heartbeat{};                // advised: send something this often; zero: no need is seen
  Duration rtt{};                      // to the TCP peer
  int connections = 0;                 // that were opened
  int passes = 0;
  bool uneven = false;                 // as long a silence as `ended`, or a longer, was survived
  std::vector<Silence> silences{};     // ascending
  ErrorFact error{};                   // why a connection could not be opened
};

template <class F>
constexpr auto fields_of(F f, const Silence*) {
  return f.described("silence", "one connection that nothing was sent on for a while",
                   f.always("lasted_ms", &Silence::lasted), f.always("end", &Silence::end),
                   f.known("answer_ms", &Silence::answer, "until the answer or RST came"),
                   f.known("begun_ms", &Silence::begun, "since the first was to be opened"));
}

template <class F>
constexpr auto fields_of(F f, const IdleDetail*) {
  return f.described(
      "detail-idle", "for how long the path keeps a silent connection",
      f.always("longest_ms", &IdleDetail::longest, "silence that was to be tried"),
      f.always("alive_ms", &IdleDetail::alive, "the longest that was survived, below the end"),
      f.known("ended_ms", &IdleDetail::ended, "the shortest that was not; absent: none was seen"),
      f.optional("how", &IdleDetail::how, "how that one ended"),
      f.optional("ended_by", &IdleDetail::by),
      f.known("heartbeat_ms", &IdleDetail::heartbeat, "advised: send something this often"),
      f.known("rtt_ms", &IdleDetail::rtt, "to the TCP peer"),
      f.always("connections", &IdleDetail::connections, "that were opened"),
      f.always("passes", &IdleDetail::passes),
      f.known("uneven", &IdleDetail::uneven, "true: as long a silence was survived, too"),
      f.optional("silences", &IdleDetail::silences), f.optional("error", &IdleDetail::error));
}

/// "idle limit: between 119 s and 121 s, what is sent then is dropped without a word (...); set a
/// heartbeat below 59 s; ...".
std::string words_on(const IdleDetail& detail);
/// How a silent connection ended, in a clause: "what is sent then is dropped without a word".
std::string_view clause_on(SilenceEnd end);

}  // namespace edge
