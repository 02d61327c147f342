#include "common/report/details/amqp.hpp"

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

bool other_amqp_header(const AmqpDetail& detail) {
  return !detail.peer_header.empty() && detail.peer_header != kPlainAmqpHeader;
}

std::string words_on(const AmqpDetail& x) {
  const std::string opened = !x.open_received ? "no OPEN"
                             : x.iot_hub      ? "OPEN of an IoT hub"
                                              : "OPEN of another broker";
  return joined({opened, labelled("container", shortened(x.container_id)), shortened(x.condition),
                 quotation(x.description), labelled("began with", quotation(x.first_bytes)),
                 x.error.text});
}

}  // namespace edge
