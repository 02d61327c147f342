#include "simulator/hub_program/control/answers.hpp"

namespace edge::sim {

HttpAnswer json_answer(const nlohmann::ordered_json& body, int status) {
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  HttpAnswer answer;
  answer.status = status;
  answer.body = body.dump(-1, ' ', false, kReplace) + "\n";
  return answer;
}

HttpAnswer error_answer(int status, const std::string& code, const std::string& message) {
  return json_answer({{"error", {{"code", code}, {"message", message}}}}, status);
}

}  // namespace edge::sim
