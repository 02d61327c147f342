#include "common/report/report.hpp"

namespace edge {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::failed: return "failed";
    case Outcome::timed_out: return "timed-out";
    case Outcome::cancelled: return "cancelled";
    case Outcome::skipped: return "skipped";
  }
  return "";
}

std::string_view name_of(Answer answer) {
  switch (answer) {
    case Answer::accepted: return "accepted";
    case Answer::reset: return "reset";
    case Answer::icmp: return "icmp";
    case Answer::own_host: return "own-host";
    case Answer::no_neighbour: return "no-neighbour";
    case Answer::silence: return "silence";
  }
  return "";
}

std::string_view name_of(CertificateDefect defect) {
  switch (defect) {
    case CertificateDefect::expired: return "expired";
    case CertificateDefect::not_yet_valid: return "not-yet-valid";
    case CertificateDefect::wrong_name: return "wrong-name";
    case CertificateDefect::untrusted_issuer: return "untrusted-issuer";
    case CertificateDefect::other: return "other";
  }
  return "";
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::certain: return "certain";
    case Confidence::likely: return "likely";
    case Confidence::possible: return "possible";
  }
  return "";
}

}  // namespace edge
