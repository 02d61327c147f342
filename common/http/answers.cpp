#include "common/http/answers.hpp"

#include <nlohmann/json.hpp>

#include "common/base/json_text.hpp"

namespace edge {

HttpAnswer json_answer(const nlohmann::ordered_json& body, int status) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = json_text(body) + "\n";
  return answer;
}

HttpAnswer error_answer(int status, const std::string& code, const std::string& message) {
  return json_answer({{"error", {{"code", code}, {"message", message}}}}, status);
}

}  // namespace edge
