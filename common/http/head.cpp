#include "common/http/head.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/parser.hpp>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"

namespace edge {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::size_t kMaxShownLine = 128;

constexpr ErrorRow kHttpErrors[] = {
    {static_cast<int>(HttpError::not_http), "not-http", "the answer is not HTTP"},
    {static_cast<int>(HttpError::malformed), "malformed", "malformed HTTP header"},
    {static_cast<int>(HttpError::head_too_large), "head-too-large",
     "HTTP header larger than 16 KiB"},
    {static_cast<int>(HttpError::not_connect), "not-connect", "HTTP method is not CONNECT"},
    {static_cast<int>(HttpError::connect_refused), "connect-refused",
     "the proxy refused the tunnel"},
    {static_cast<int>(HttpError::body_too_large), "body-too-large",
     "HTTP body larger than is taken here"},
};

/// Methods that exist are upper case (RFC 9110 section 9.3), which tells a request from other
/// protocols within a few bytes.
bool may_begin_request(std::string_view bytes) {
  constexpr std::size_t kLongestMethod = 24;
  const auto end = std::find_if(bytes.begin(), bytes.end(), [](char c) {
    return !((c >= 'A' && c <= 'Z') || c == '-' || c == '_');
  });
  const auto length = static_cast<std::size_t>(end - bytes.begin());
  if (end == bytes.end()) return length <= kLongestMethod;
  return *end == ' ' && length > 0 && length <= kLongestMethod;
}

bool may_begin_response(std::string_view bytes) {
  constexpr std::string_view kVersion = "HTTP/1.";
  const std::size_t size = std::min(bytes.size(), kVersion.size());
  return bytes.substr(0, size) == kVersion.substr(0, size);
}

/// Just after the first empty line; 0 if there is none. A lone LF ends a line too (RFC 9112 section
/// 2.2).
std::size_t end_of_empty_line(std::string_view bytes) {
  for (auto lf = bytes.find('\n'); lf != bytes.npos; lf = bytes.find('\n', lf + 1)) {
    const std::string_view next = bytes.substr(lf + 1, 2);
    if (next == "\r\n") return lf + 3;
    if (next.starts_with('\n')) return lf + 2;
  }
  return 0;
}

/// Takes the first line off `text` and gives it without its end, CRLF or LF.
std::string_view next_line(std::string_view& text) {
  const std::size_t size = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, size);
  if (size < text.size() && line.ends_with('\r')) line.remove_suffix(1);
  text.remove_prefix(std::min(size + 1, text.size()));
  return line;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <bool IsRequest>
Result<HttpHead> parse(std::string_view bytes) {
  http::parser<IsRequest, http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(kMaxHttpHead));
  parser.skip(true);  // what follows the head is not for HTTP
  parser.eager(false);
  beast::error_code error;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error || !parser.is_header_done()) return make_error_code(HttpError::malformed);

  HttpHead head;
  const auto& message = parser.get();
  if constexpr (IsRequest) {
    head.method = std::string(message.method_string());
    head.target = std::string(message.target());
  } else {
    head.status = static_cast<int>(message.result_int());
    head.reason = std::string(message.reason());
  }
  for (const auto& field : message) {
    head.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return head;
}

}  // namespace

const boost::system::error_category& http_category() {
  static const ErrorTable category("http", kHttpErrors);
  return category;
}

ErrorCode make_error_code(HttpError error) { return {static_cast<int>(error), http_category()}; }

std::string HttpHead::field(std::string_view name) const {
  std::string values;
  for (const auto& [key, value] : fields) {
    if (!beast::iequals(key, name)) continue;
    values += (values.empty() ? "" : ", ") + value;
  }
  return values;
}

bool HttpHead::lists(std::string_view name, std::string_view token) const {
  const std::string list = field(name);
  std::string_view rest = list;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (beast::iequals(trimmed(rest.substr(0, comma)), token)) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

Result<std::size_t> find_http_head(std::string_view bytes, HttpKind kind) {
  const bool plausible =
      kind == HttpKind::request ? may_begin_request(bytes) : may_begin_response(bytes);
  if (!plausible) return make_error_code(HttpError::not_http);
  const std::size_t size = end_of_empty_line(bytes);
  if (size > kMaxHttpHead || (size == 0 && bytes.size() >= kMaxHttpHead)) {
    return make_error_code(HttpError::head_too_large);
  }
  return size;
}

Result<HttpHead> parse_http_request(std::string_view head) { return parse<true>(head); }

Result<HttpHead> parse_http_response(std::string_view head) {
  // An answer is evidence even when it is careless, so two things that Beast refuses are taken off
  // its hands: lines that end in a lone LF (RFC 9112 section 2.2), and the reason phrase, which
  // may be any bytes, or missing together with the space before it as old proxies send it. The
  // status and the fields stay as strict as Beast is, lone CRs included.
  constexpr std::size_t kShortLine = std::string_view("HTTP/1.1 200").size();
  const std::string_view first = next_line(head);
  const std::string_view phrase = first.substr(std::min(first.size(), kShortLine));
  const bool separate = phrase.empty() || phrase.front() == ' ';
  if (!separate || first.find('\r') != first.npos) return make_error_code(HttpError::malformed);
  std::string clean = std::string(first.substr(0, kShortLine)) + " \r\n";
  while (!head.empty()) clean.append(next_line(head)) += "\r\n";
  Result<HttpHead> parsed = parse<false>(clean);
  if (parsed && !phrase.empty()) parsed->reason = phrase.substr(1);
  return parsed;
}

bool is_interim_response(std::string_view head) {
  const Result<HttpHead> answer = parse_http_response(head);
  return answer && answer->status / 100 == 1 && answer->status != 101;
}

std::string http_refusal_text(int status, std::string_view fields) {
  const auto phrase = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  std::string text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(phrase) + "\r\n";
  text += fields;
  return text + "Content-Length: 0\r\nConnection: close\r\n\r\n";
}

std::string first_line_of(std::string_view bytes) {
  const auto end = bytes.find_first_of("\r\n");
  return printable(end == 0 ? bytes : bytes.substr(0, end), kMaxShownLine);
}

}  // namespace edge
