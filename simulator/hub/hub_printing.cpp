#include "simulator/hub/hub_printing.hpp"

#include "common/world/real/environment.hpp"
#include "simulator/hub/hub_json.hpp"

namespace edge::sim {

using nlohmann::ordered_json;

void print_ready(const Hub& hub, const ControlServer* control, const HubFiles& files,
                 bool has_connection_string) {
  ordered_json line{{"amqp_port", hub.amqp_endpoint().port},
                    {"ws_port", hub.websocket_endpoint().port},
                    {"ca_file", files.authority_file()},
                    {"connection_string_file", nullptr}};
  if (has_connection_string) line["connection_string_file"] = files.connection_string_file();
  if (control) {
    line["control_port"] = control->endpoint().port;
    line["control_token_file"] = files.control_token_file();
  }
  write_standard_output(dump(line) + "\n");
}

}  // namespace edge::sim
