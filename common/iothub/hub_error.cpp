#include "common/iothub/hub_error.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "common/base/json_text.hpp"

namespace edge {
namespace {

constexpr std::size_t kMaxDescription = 8192;

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<int> code_of(const nlohmann::json& object) {
  const auto found = object.find("errorCode");
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto value = found->get<std::uint64_t>();
  if (value > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return std::nullopt;
  return static_cast<int>(value);
}

/// "2017-11-28T18:46:19", with the fraction that `at` is precise to.
template <class Precision>
std::string time_stamp(std::chrono::time_point<std::chrono::system_clock, Precision> at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::nanoseconds(at - seconds).count();
  const std::string fraction =
      std::is_same_v<Precision, std::chrono::seconds> ? "" : fmt::format(".{:09}", rest);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}{}", fmt::gmtime(seconds), fraction);
}

/// A GUID as 32 upper-case hexadecimal digits.
std::string bare(std::string_view id) {
  std::string digits;
  for (const char c : id) {
    if (c != '-') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return digits;
}

}  // namespace

std::optional<HubError> parse_hub_error(std::string_view description) {
  if (description.size() > kMaxDescription) return std::nullopt;
  const auto parsed = nlohmann::json::parse(description, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return HubError{code_of(parsed), text_of(parsed, "trackingId"), text_of(parsed, "message")};
}

std::string hub_error_json(int code, std::string_view message, std::string_view id, WallTime at,
                           HubErrorForm form) {
  using nlohmann::ordered_json;
  if (form == HubErrorForm::second) {
    const std::string stamp = time_stamp(at) + "Z";
    return json_text(
        ordered_json{{"errorCode", code},
                     {"message", message},
                     {"trackingId", fmt::format("{}-G2:-TimeStamp:{}", bare(id), stamp)},
                     {"timestampUtc", stamp},
                     {"info", nullptr}});
  }
  const std::string stamp =
      time_stamp(std::chrono::time_point_cast<std::chrono::seconds>(at)) + "Z";
  return json_text(
      ordered_json{{"errorCode", code},
                   {"trackingId", fmt::format("{}-TimeStamp:{}", id, stamp)},
                   {"message", message},
                   {"timestampUtc", stamp}});
}

}  // namespace edge
