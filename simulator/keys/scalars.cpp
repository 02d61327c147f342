#include "simulator/keys/scalars.hpp"

#include "common/base/duration_text.hpp"
#include "common/base/quantity.hpp"
#include "common/base/utf8.hpp"
#include "common/report/timestamp.hpp"
#include "common/world/address.hpp"

namespace edge::sim::keys {
namespace {

const std::string kByte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const std::string kV4 = kByte + R"((\.)" + kByte + "){3}";
constexpr std::string_view kV6 = "[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*";

Json text_schema(const std::string& pattern) {
  return {{"type", "string"}, {"pattern", "^(" + pattern + ")$"}};
}

/// Whether `c` is in a class written as inside the brackets of a regular expression.
bool in_class(char c, std::string_view characters) {
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool range = i + 2 < characters.size() && characters[i + 1] == '-';
    if (range && c >= characters[i] && c <= characters[i + 2]) return true;
    if (!range && c == characters[i]) return true;
    if (range) i += 2;
  }
  return false;
}

bool fits(std::string_view text, const Text& limit) {
  if (text.size() < limit.shortest || text.size() > limit.longest) return false;
  if (limit.first.empty()) return is_plain_text(text);
  return in_class(text.front(), limit.first) &&
         std::ranges::all_of(text, [&](char c) { return in_class(c, limit.rest); });
}

std::string pattern_of(const Text& limit) {
  return fmt::format("[{}][{}]{{{},{}}}", limit.first, limit.rest, limit.shortest - 1,
                     limit.longest - 1);
}

/// As the schema's patterns have it: not ".5", "-0" or "inf".
std::optional<Quantity> quantity_from_digit(std::string_view text, std::chars_format format) {
  const bool digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
  return digit ? parse_quantity(text, format) : std::nullopt;
}

}  // namespace

Json whole_schema(std::int64_t least, Json most, const std::string& quoted) {
  return {{"type", {"integer", "string"}}, {"minimum", least}, {"maximum", std::move(most)},
          {"pattern", "^(" + quoted + ")$"}};
}

using Flag = Form<bool, AsTyped>;
Json Flag::json(const bool& value, const AsTyped&) { return value; }
bool Flag::read(std::string_view text, bool& to, const AsTyped&) {
  to = text == "true";
  return to || text == "false";
}
std::string Flag::allowed(const AsTyped&) { return "true, false"; }
Json Flag::schema(const AsTyped&) {
  return {{"type", {"boolean", "string"}}, {"pattern", "^(true|false)$"}};
}

using Words = Form<std::string, Text>;
Json Words::json(const std::string& value, const Text&) { return value; }
bool Words::read(std::string_view text, std::string& to, const Text& limit) {
  to = text;
  return fits(text, limit);
}
std::string Words::allowed(const Text& limit) { return std::string{limit.what}; }
Json Words::schema(const Text& limit) {
  // What looks like a number or a truth value to a reader of YAML is text here.
  Json schema{{"type", {"string", "number", "boolean"}}};
  if (limit.first.empty()) {
    schema.update({{"minLength", limit.shortest}, {"maxLength", limit.longest}});
  } else {
    schema["pattern"] = text_schema(pattern_of(limit))["pattern"];
  }
  return schema;
}

using Word = Form<std::string, OneOf>;
Json Word::json(const std::string& value, const OneOf&) { return value; }
bool Word::read(std::string_view text, std::string& to, const OneOf& limit) {
  to = text;
  return std::ranges::find(limit.words, text) != limit.words.end();
}
std::string Word::allowed(const OneOf& limit) {
  return fmt::format("{}", fmt::join(limit.words, ", "));
}
Json Word::schema(const OneOf& limit) { return {{"enum", limit.words}}; }

using NumberOrWord = Form<int, NumberOr>;
Json NumberOrWord::json(const int& value, const NumberOr& limit) {
  return value == limit.means ? Json(limit.word) : Json(value);
}
bool NumberOrWord::read(std::string_view text, int& to, const NumberOr& limit) {
  if (text != limit.word) return Form<int, Whole>::read(text, to, limit.number);
  to = limit.means;
  return true;
}
std::string NumberOrWord::allowed(const NumberOr& limit) {
  return fmt::format("{}, or {}", Form<int, Whole>::allowed(limit.number), limit.word);
}
Json NumberOrWord::schema(const NumberOr& limit) {
  return {{"oneOf", {Form<int, Whole>::schema(limit.number), Json{{"const", limit.word}}}}};
}

constexpr auto kLargest = std::numeric_limits<std::uint64_t>::max();
using Unsigned = Form<std::uint64_t, AnyNumber>;
Json Unsigned::json(const std::uint64_t& value, const AnyNumber&) { return value; }
bool Unsigned::read(std::string_view text, std::uint64_t& to, const AnyNumber&) {
  const auto value = whole_number<std::uint64_t>(text);
  if (value) to = *value;
  return value.has_value();
}
std::string Unsigned::allowed(const AnyNumber&) {
  return fmt::format("a whole number, 0 to {}", kLargest);
}
Json Unsigned::schema(const AnyNumber&) { return whole_schema(0, kLargest, "[0-9]+"); }

using Time = Form<Duration, Span>;
Json Time::json(const Duration& value, const Span&) {
  return value < Duration{} ? "-" + duration_text(-value) : duration_text(value);
}
bool Time::read(std::string_view text, Duration& to, const Span& limit) {
  const bool negative = text.starts_with('-');
  const auto length = parse_duration(text.substr(negative ? 1 : 0), kCentury);
  if (!length) return false;
  to = negative ? -*length : *length;
  return to >= limit.least && to <= limit.most;
}
std::string Time::allowed(const Span& limit) {
  const auto most =
      limit.most == kCentury ? std::string{"36524d (100 years)"} : duration_text(limit.most);
  const auto sign = limit.least < Duration{} ? ", or one with '-'" : "";
  return limit.least > Duration{}
             ? fmt::format("a duration, {} to {}", duration_text(limit.least), most)
             : fmt::format("a duration such as 30s, 150ms or 0s, at most {}{}", most, sign);
}
Json Time::schema(const Span& limit) {
  const auto* sign = limit.least < Duration{} ? "-?" : "";
  return text_schema(sign + std::string{R"([0-9]+(\.[0-9]+)?(us|ms|s|m|h|d))"});
}

using Probability = Form<double, Share>;
Json Probability::json(const double& value, const Share&) { return value; }
bool Probability::read(std::string_view text, double& to, const Share&) {
  const auto written = quantity_from_digit(text, std::chars_format::general);  // 1e-07, as in JSON
  if (!written || !(written->unit.empty() || written->unit == "%")) return false;
  to = written->unit.empty() ? written->number : written->number / 100;
  return to <= 1;
}
std::string Probability::allowed(const Share&) { return "a probability, 0 to 1 or 0% to 100%"; }
Json Probability::schema(const Share&) {
  return {{"anyOf", {Json{{"type", "number"}, {"minimum", 0}, {"maximum", 1}},
                     text_schema(R"((100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%)")}}};
}

using Rate = Form<std::uint64_t, BitRate>;
Json Rate::json(const std::uint64_t& value, const BitRate&) { return bit_rate_text(value); }
bool Rate::read(std::string_view text, std::uint64_t& to, const BitRate&) {
  const auto rate = parse_bit_rate(text);
  if (rate) to = *rate;
  return rate.has_value();
}
std::string Rate::allowed(const BitRate&) { return "a rate such as 512kbit, 10Mbit or 1Gbit"; }
Json Rate::schema(const BitRate&) { return text_schema(R"([0-9]+(\.[0-9]+)?[kMG]?bit)"); }

using Civil = Form<WallTime, AsTyped>;
Json Civil::json(const WallTime& value, const AsTyped&) { return iso_text(value); }
bool Civil::read(std::string_view text, WallTime& to, const AsTyped&) {
  using namespace std::chrono;
  const auto time = parse_iso(text);
  if (!time) return false;
  to = *time;
  // A century to both sides, of clocks and certificates, must be a time as well.
  return to >= WallTime{} && to < WallTime{sys_days{2100y / January / 1}};
}
std::string Civil::allowed(const AsTyped&) {
  return "a time such as 2017-11-28T18:46:19Z, 1970 to 2099";
}
Json Civil::schema(const AsTyped&) {
  const std::string day = "(19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}";
  return text_schema(day + R"(T([0-9]{2}:){2}[0-9]{2}(\.[0-9]{1,9})?Z)");
}

using Address = Form<IpAddress, AsTyped>;
Json Address::json(const IpAddress& value, const AsTyped&) { return value.to_string(); }
bool Address::read(std::string_view text, IpAddress& to, const AsTyped&) {
  const auto address = parse_address(text);
  if (address) to = *address;
  return address && text.find('%') == text.npos;  // no zones: interfaces have their own key
}
std::string Address::allowed(const AsTyped&) { return "an IP address"; }
Json Address::schema(const AsTyped&) { return text_schema(fmt::format("{}|{}", kV4, kV6)); }

using Net = Form<Prefix, AsTyped>;
Json Net::json(const Prefix& value, const AsTyped&) { return to_string(value); }
bool Net::read(std::string_view text, Prefix& to, const AsTyped&) {
  const auto prefix = parse_prefix(text);
  if (prefix) to = *prefix;
  return prefix && text.find('%') == text.npos;
}
std::string Net::allowed(const AsTyped&) { return "ADDRESS/LENGTH such as 192.168.1.10/24"; }
Json Net::schema(const AsTyped&) {
  return text_schema(fmt::format("{}(/([0-9]|[12][0-9]|3[0-2]))?|{}(/[0-9]{{1,3}})?", kV4, kV6));
}

using Socket = Form<Endpoint, PortIfAbsent>;
Json Socket::json(const Endpoint& value, const PortIfAbsent& limit) {
  return value.port == limit.port && limit.port != 0 ? value.address.to_string()
                                                     : to_string(value);
}
bool Socket::read(std::string_view text, Endpoint& to, const PortIfAbsent& limit) {
  const auto endpoint = parse_endpoint(text, limit.port);
  if (endpoint) to = *endpoint;
  return endpoint && text.find('%') == text.npos;
}
std::string Socket::allowed(const PortIfAbsent& limit) {
  return limit.port == 0 ? "ADDRESS:PORT" : "ADDRESS or ADDRESS:PORT";
}
Json Socket::schema(const PortIfAbsent& limit) {
  const auto* optional = limit.port == 0 ? "" : "?";
  return text_schema(fmt::format(R"({}(:[0-9]{{1,5}}){}|\[{}\](:[0-9]{{1,5}}){}{})", kV4, optional,
                                 kV6, optional, limit.port == 0 ? "" : fmt::format("|{}", kV6)));
}

using End = Form<Port, AsTyped>;
Json End::json(const Port& value, const AsTyped&) { return value.node + "/" + value.interface; }
bool End::read(std::string_view text, Port& to, const AsTyped&) {
  const auto slash = text.find('/');
  if (slash == text.npos) return false;
  to = {std::string{text.substr(0, slash)}, std::string{text.substr(slash + 1)}};
  return fits(to.node, kNodeName) && fits(to.interface, kInterfaceName);
}
std::string End::allowed(const AsTyped&) { return "NODE/INTERFACE"; }
Json End::schema(const AsTyped&) {
  return text_schema(pattern_of(kNodeName) + "/" + pattern_of(kInterfaceName));
}

}  // namespace edge::sim::keys
