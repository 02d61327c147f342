#include "common/report/details/amqp.hpp"

#include <algorithm>
#include <array>

#include "common/report/describe.hpp"
#include "common/report/details/words.hpp"

namespace edge {

bool other_amqp_header(const AmqpDetail& detail) {
  return !detail.peer_header.empty() && detail.peer_header != kPlainAmqpHeader;
}

bool is_known_broker(const AmqpDetail& detail) {
  constexpr std::array kBrokers{"RabbitMQ", "ActiveMQ", "Artemis", "qpid", "Qpid", "Solace"};
  return !detail.iot_hub && std::ranges::any_of(kBrokers, [&](std::string_view name) {
    return detail.product.find(name) != std::string::npos;
  });
}

std::string words_on(const AmqpDetail& detail) {
  const std::string opened = !detail.open_received ? "no OPEN"
                             : detail.iot_hub      ? "OPEN of an IoT hub"
                                                   : "OPEN of another broker";
  return joined({opened, labelled("container", shortened(detail.container_id)),
                 shortened(detail.condition), quotation(detail.description),
                 labelled("began with", quotation(detail.first_bytes)), detail.error.text});
}

}  // namespace edge
