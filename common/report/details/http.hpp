// Evidence of one HTTP request for a page, as a check of an endpoint makes it: what answered, as
// far as the first bytes of the body tell.
#pragma once

#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct HttpDetail {
  static constexpr std::string_view kind = "http";
  std::string path;                     // asked for
  int status = 0;                       // of the answer; 0: none came
  std::string reason, server, via;
  std::string location;                 // where a 3xx leads to
  std::string challenge;                // WWW-Authenticate
  std::string api_version;              // Docker-Distribution-Api-Version
  std::string title;                    // of an HTML page
  std::string body_start;               // printable; also of what is no HTTP
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const HttpDetail*) {
  return f.described("detail-http", "", f.optional("path", &HttpDetail::path, "that was asked for"),
                   f.known("status", &HttpDetail::status, "HTTP status; absent: no answer"),
                   f.optional("reason", &HttpDetail::reason),
                   f.optional("server", &HttpDetail::server),
                   f.optional("via", &HttpDetail::via),
                   f.optional("location", &HttpDetail::location),
                   f.optional("challenge", &HttpDetail::challenge, "WWW-Authenticate"),
                   f.optional("api_version", &HttpDetail::api_version,
                              "Docker-Distribution-Api-Version, which registries send"),
                   f.optional("title", &HttpDetail::title, "of an HTML page"),
                   f.optional("body_start", &HttpDetail::body_start),
                   f.optional("error", &HttpDetail::error));
}

std::string words_on(const HttpDetail& detail);

}  // namespace edge
