// Evidence of one message that was sent as telemetry, and of what the hub made of it.
#pragma once

#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct MessageDetail {
  static constexpr std::string_view kind = "message";
  std::string message_id;
  int bytes = 0;                        // of its body
  std::string disposition;              // "accepted", "rejected", ...; empty: none came
  std::string condition, description;   // of the disposition, or of what ended the link
  std::optional<int> hub_error_code;    // errorCode of the hub's JSON, e.g. 403002
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const MessageDetail*) {
  return f.described("detail-message", "", f.always("message_id", &MessageDetail::message_id),
                   f.always("body_bytes", &MessageDetail::bytes),
                   f.optional("disposition", &MessageDetail::disposition,
                              "accepted, rejected, released, modified or settled (without a "
                              "state), as AMQP 1.0 part 3, section 3.4 has them; absent: none "
                              "came"),
                   f.optional("condition", &MessageDetail::condition),
                   f.optional("description", &MessageDetail::description),
                   f.optional("hub_error_code", &MessageDetail::hub_error_code),
                   f.optional("error", &MessageDetail::error));
}

std::string words_on(const MessageDetail& detail);

}  // namespace edge
