#include "simulator/keys/writer.hpp"

namespace edge::sim::keys {

void Writer::put(const char* key, Json value, const Json* usual) {
  if (!usual || value != usual->at(key)) out_[key] = std::move(value);
}

void Writer::append(Json& list, Json value) { list.push_back(std::move(value)); }

Json Writer::named(std::string_view name, Json keys) {
  if (keys.empty()) return name;
  auto object = Json::object();
  object[std::string{name}] = std::move(keys);
  return object;
}

}  // namespace edge::sim::keys
