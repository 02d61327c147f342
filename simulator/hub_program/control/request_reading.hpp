// What the handlers of the control endpoint share in reading a request. Each throws HttpRefusal
// with what is wrong and what is allowed.
#pragma once

#include <initializer_list>
#include <string_view>

#include "simulator/hub_program/control/routes.hpp"

namespace edge::sim {

/// The body, which must be a JSON object with none but these keys.
const nlohmann::json& object_of(const ControlCall& call,
                                std::initializer_list<std::string_view> allowed);
/// The same for a part of one; `what` names it.
void check_keys(const nlohmann::json& object, std::string_view what,
                std::initializer_list<std::string_view> allowed);
/// The text `name` of `object`; `otherwise` if it is absent.
std::string text_in(const nlohmann::json& object, const char* name,
                    const std::string& otherwise = {});
/// A number of `call`'s query.
std::uint64_t number_in(const ControlCall& call, const char* name, std::uint64_t otherwise,
                        std::uint64_t largest);
/// Whether "?name=true" was asked.
bool flag_in(const ControlCall& call, const char* name);

/// The identity of `call` in the registry.
const DeviceSpec& known_device(Control& control, const Identity& identity);

}  // namespace edge::sim
