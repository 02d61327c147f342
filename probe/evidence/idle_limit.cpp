#include "probe/evidence/idle_limit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

// With these the bounds are close enough up to half an hour: 1800 to the power of 1/19 is 1.48, and
// a 17th of 0.48 is less than 3 %.
constexpr std::size_t kInFirstPass = 20;
constexpr std::size_t kInSecondPass = 16;
static_assert(std::max(kInFirstPass, kInSecondPass) <= kMostSilent);
constexpr Duration kShortest = 1s;
/// Closer than this the ends' own delays (acknowledgments, a long way) blur what is found.
constexpr Duration kFinest = 500ms;
constexpr Duration kExactUpTo = 30s;
constexpr std::ptrdiff_t kEndsInARow = 3;
constexpr Duration kSameMoment = 50ms;

bool survived(const Silence& silence) { return silence.end == SilenceEnd::answered; }

bool is_measured(const Silence& silence) {
  return silence.end != SilenceEnd::cut && silence.end != SilenceEnd::disturbed &&
         silence.end != SilenceEnd::not_opened;
}

bool is_end(const Silence& silence) { return is_measured(silence) && !survived(silence); }

/// It came by itself, so that its time is known as it is.
bool came_early(SilenceEnd end) {
  return end == SilenceEnd::closed_early || end == SilenceEnd::reset_early;
}

/// Opened one after the other: a limit ends them one after the other, too, at one age.
void mark_cut(std::vector<Silence>& silences) {
  std::vector<Silence*> early;
  for (Silence& silence : silences) {
    if (came_early(silence.end)) early.push_back(&silence);
  }
  if (std::ssize(early) < kEndsInARow) return;
  const auto spread = [&](auto value) {
    const auto [least, most] = std::ranges::minmax(early, {}, value);
    return std::invoke(value, most) - std::invoke(value, least);
  };
  const Duration of_ages = spread([](const Silence* one) { return one->lasted; });
  const Duration of_moments = spread([](const Silence* one) { return one->begun + one->lasted; });
  if (of_ages < 2 * of_moments + kSameMoment) return;
  for (Silence* silence : early) silence->end = SilenceEnd::cut;
}

/// A RST that comes back sooner than half of what the hub's answers take is from nearer than it.
EndedBy who_ended(const Silence& silence, Duration rtt) {
  switch (silence.end) {
    case SilenceEnd::closed_early: return EndedBy::hub;
    case SilenceEnd::reset_early: return EndedBy::either;
    case SilenceEnd::reset:
      return silence.answer * 2 < rtt ? EndedBy::path : EndedBy::either;
    default: return EndedBy::path;
  }
}

/// Half of what was survived, in whole seconds: one that is lost may be sent again.
Duration advised_heartbeat(Duration alive) {
  return std::max<Duration>(std::chrono::floor<std::chrono::seconds>(alive / 2), 1s);
}

Duration in_hundredths(double seconds) {
  return std::chrono::milliseconds{std::llround(seconds * 100) * 10};
}

}  // namespace

Duration idle_tolerance(Duration ended) {
  return ended <= kExactUpTo ? Duration{1s} : ended * 3 / 100;
}

std::vector<Duration> first_silences(Duration longest) {
  const double most = std::chrono::duration<double>(longest).count();
  std::vector<Duration> silences;
  for (std::size_t i = 0; i + 1 < kInFirstPass; ++i) {
    silences.push_back(
        in_hundredths(std::pow(most, static_cast<double>(i) / (kInFirstPass - 1))));
  }
  silences.push_back(longest);
  silences.front() = kShortest;
  return silences;
}

std::vector<Duration> second_silences(const IdleDetail& seen) {
  const auto cut = std::ranges::find(seen.silences, SilenceEnd::cut, &Silence::end);
  if (cut != seen.silences.end()) return first_silences(seen.longest);
  const Duration width = seen.ended - seen.alive;
  const bool known = seen.ended == Duration{} || !seen.how || came_early(*seen.how);
  if (known || width <= idle_tolerance(seen.ended)) return {};
  const auto parts = std::min<std::int64_t>(kInSecondPass + 1, width / kFinest);
  std::vector<Duration> silences;
  for (std::int64_t i = 1; i < parts; ++i) {
    const Duration silence = seen.alive + width * i / parts;
    silences.push_back(silence - silence % 10ms);
  }
  silences.push_back(seen.ended);
  return silences;
}

bool limit_is_passed(std::span<const Silence> silences) {
  std::vector<Silence> seen;
  std::ranges::copy_if(silences, std::back_inserter(seen), is_measured);
  std::ranges::sort(seen, std::greater{}, &Silence::lasted);
  const auto alive = std::ranges::find_if(seen, survived);
  return alive - seen.begin() >= kEndsInARow;
}

void conclude_idle(IdleDetail& detail) {
  mark_cut(detail.silences);
  std::ranges::stable_sort(detail.silences, {}, &Silence::lasted);
  const auto end = std::ranges::find_if(detail.silences, is_end);
  detail.alive = detail.ended = detail.heartbeat = {};
  for (auto seen = detail.silences.begin(); seen != end; ++seen) {
    if (survived(*seen)) detail.alive = seen->lasted;
  }
  detail.uneven = std::any_of(end, detail.silences.end(), survived);
  detail.how.reset();
  detail.by.reset();
  if (end == detail.silences.end()) return;
  detail.ended = end->lasted;
  detail.how = end->end;
  detail.by = who_ended(*end, detail.rtt);
  if (detail.by != EndedBy::hub) detail.heartbeat = advised_heartbeat(detail.alive);
}

}  // namespace edge::probe
