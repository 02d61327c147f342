#include "common/report/details/idle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/details/words.hpp"
#include "common/report/layout.hpp"

namespace edge {
namespace {

std::string_view words_on(EndedBy who) {
  switch (who) {
    case EndedBy::path: return "state of a NAT or firewall on the way";
    case EndedBy::hub: return "the hub itself";
    case EndedBy::either: return "the hub, or something on the way";
  }
  return {};
}

std::string limit_words(const IdleDetail& detail) {
  if (detail.ended == Duration{}) {
    const bool cut = std::ranges::find(detail.silences, SilenceEnd::cut, &Silence::end) !=
                     detail.silences.end();
    return fmt::format("idle limit: none up to {}{}", human_duration(detail.alive),
                       cut ? ", and all that were silent then ended at one moment" : "");
  }
  if (detail.by == EndedBy::hub) {
    return fmt::format("idle limit: none up to {}, when the hub itself ended silent connections",
                       human_duration(detail.ended));
  }
  std::string text = fmt::format("idle limit: between {} and {}", human_duration(detail.alive),
                                 human_duration(detail.ended));
  if (detail.how) text += fmt::format(", {}", clause_on(*detail.how));
  if (detail.by) text += fmt::format(" ({})", words_on(*detail.by));
  return text;
}

}  // namespace

std::string_view name_of(SilenceEnd end) {
  switch (end) {
    case SilenceEnd::answered: return "answered";
    case SilenceEnd::dropped: return "dropped";
    case SilenceEnd::unanswered: return "unanswered";
    case SilenceEnd::reset: return "reset";
    case SilenceEnd::closed_early: return "closed-early";
    case SilenceEnd::reset_early: return "reset-early";
    case SilenceEnd::cut: return "cut";
    case SilenceEnd::disturbed: return "disturbed";
    case SilenceEnd::not_opened: return "not-opened";
  }
  return "";
}

std::string_view name_of(EndedBy who) {
  switch (who) {
    case EndedBy::path: return "path";
    case EndedBy::hub: return "hub";
    case EndedBy::either: return "either";
  }
  return "";
}

std::string_view clause_on(SilenceEnd end) {
  switch (end) {
    case SilenceEnd::answered: return "what is sent then is answered";
    case SilenceEnd::dropped: return "what is sent then is dropped without a word";
    case SilenceEnd::unanswered: return "what is sent then is taken, but no longer reaches the hub";
    case SilenceEnd::reset: return "what is sent then is answered with RST";
    case SilenceEnd::closed_early: return "then it is closed";
    case SilenceEnd::reset_early: return "then a RST comes by itself";
    case SilenceEnd::cut: return "all ended at once";
    case SilenceEnd::disturbed: return "the peer did not stay silent";
    case SilenceEnd::not_opened: return "no connection came about";
  }
  return {};
}

std::string words_on(const IdleDetail& detail) {
  if (detail.connections == 0) return joined({"no silent connection", detail.error.text});
  std::string text = limit_words(detail);
  if (detail.heartbeat != Duration{}) {
    text += "; set a heartbeat below " + human_duration(detail.heartbeat);
  }
  if (detail.uneven) text += "; but as long a silence was survived, too";
  return text + fmt::format("; {} connections in {}", detail.connections,
                            detail.passes == 1 ? "one pass" : "two passes");
}

}  // namespace edge
