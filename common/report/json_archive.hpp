// Writer and reader that walk the field lists of a report (fields.hpp). For json.cpp only.
#pragma once

#include <fmt/format.h>

#include <boost/pfr/tuple_size.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "common/report/json_values.hpp"

namespace edge::json {

using Json = nlohmann::ordered_json;

/// Calls `visit(field)` for each member of T. A member that fields_of() forgot does not compile.
template <class T, class Visit>
void for_each_field(Visit visit) {
  constexpr auto list = description_of<T>();
  static_assert(std::tuple_size_v<decltype(list.fields)> == boost::pfr::tuple_size_v<T>,
                "fields_of() lacks a member of this struct");
  std::apply([&](const auto&... each) { (visit(each), ...); }, list.fields);
}

/// "error" and, beside it, "error_symbol".
inline std::string symbol_key(std::string_view key) { return std::string(key) + "_symbol"; }

// --- writing -------------------------------------------------------------------------------------

/// Writes what the lists name.
class Writer {
 public:
  /// `value` as a file of its own: before everything else the version of its schema.
  template <class T>
  static Json document(const T& value, int version) {
    Json out;
    out["schema_version"] = version;
    write_fields(out, value);
    return out;
  }

  template <class T>
  static void write_fields(Json& out, const T& value) {
    for_each_field<T>([&](const auto& field) {
      write_field(out, field.key, field.presence, value.*field.member);
    });
  }

 private:
  static void write_field(Json& out, std::string_view key, Presence, const ErrorFact& error) {
    if (error.empty()) return;
    out[std::string(key)] = error.text;
    out[symbol_key(key)] = error.symbol;
  }

  template <class T>
  static void write_field(Json& out, std::string_view key, Presence presence, const T& value) {
    if constexpr (Scalar<T>) {
      if (presence == Presence::unless_zero && value == T{}) return;
    }
    Json encoded;
    encode(encoded, value);
    put(out, key, presence, std::move(encoded));
  }

  static void put(Json& out, std::string_view key, Presence presence, Json encoded) {
    const bool text = encoded.is_string() && encoded.get_ref<const std::string&>().empty();
    const bool blank = encoded.is_null() || text || encoded == Json::object() ||
                       encoded == Json::array();
    if (presence == Presence::unless_empty && blank) return;
    out[std::string(key)] = std::move(encoded);
  }

  template <class T>
  static void encode(Json& out, const T& value) {
    if constexpr (Scalar<T>) {
      out = scalar_to_json(value);
    } else {
      out = Json::object();
      write_fields(out, value);
    }
  }

  template <class T>
  static void encode(Json& out, const std::optional<T>& value) {
    if (value) encode(out, *value);
  }

  template <class T>
  static void encode(Json& out, const std::vector<T>& values) {
    out = Json::array();
    for (const T& value : values) encode(out.emplace_back(), value);
  }

  static void encode(Json& out, const Detail& detail) {
    const auto write = [&out]<class T>(const T& kind) {
      if constexpr (!std::same_as<T, std::monostate>) {
        out = Json::object();
        out["kind"] = std::string(T::kind);
        write_fields(out, kind);
      }
    };
    std::visit(write, detail);
  }
};

// --- reading -------------------------------------------------------------------------------------

[[noreturn]] inline void refuse(const std::string& path, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", path, why));
}

/// One object under way: which of its members have been asked for.
class Members {
 public:
  Members(const Json& in, std::string path) : in_(in), path_(std::move(path)) {
    if (!in.is_object()) refuse(path_, "must be an object");
  }

  /// Null if it is absent, which is refused when it is `required`.
  const Json* find(std::string_view key, bool required) {
    const auto& name = *known_.emplace(key).first;
    const auto found = in_.find(name);
    if (found != in_.end()) return &*found;
    if (required) refuse(place(key), "is missing");
    return nullptr;
  }

  std::string place(std::string_view key) const { return fmt::format("{}.{}", path_, key); }

  /// To be called when every member has been asked for.
  void finish() const {
    for (const auto& [key, value] : in_.items()) {
      if (!known_.contains(key)) refuse(path_ + "." + key, "is not a member of a report");
    }
  }

 private:
  const Json& in_;
  std::string path_;
  std::set<std::string> known_;
};

/// Reads what the lists name; whatever else is there is refused with its place.
class Reader {
 public:
  template <class T>
  static void decode(const Json& in, const std::string& path, std::optional<T>& value) {
    decode(in, path, value.emplace());
  }

  template <class T>
  static void decode(const Json& in, const std::string& path, std::vector<T>& values) {
    if (!in.is_array()) refuse(path, "must be an array");
    values.clear();
    for (const Json& one : in) {
      const std::string place = fmt::format("{}[{}]", path, values.size());
      decode(one, place, values.emplace_back());
    }
  }

  template <class T>
  static void read_field(Members& members, std::string_view key, Presence presence, T& value) {
    if constexpr (std::same_as<T, ErrorFact>) {
      const Json* text = members.find(key, false);
      const Json* symbol = members.find(symbol_key(key), text != nullptr);
      if (text) decode(*text, members.place(key), value.text);
      if (symbol) decode(*symbol, members.place(symbol_key(key)), value.symbol);
    } else {
      const Json* found = members.find(key, presence == Presence::always);
      if (found) decode(*found, members.place(key), value);
    }
  }

  template <class T>
  static void read_fields(Members& members, T& value) {
    for_each_field<T>([&](const auto& field) {
      read_field(members, field.key, field.presence, value.*field.member);
    });
  }

  template <std::size_t I = 1>
  static bool decode_kind(Members& members, const std::string& kind, Detail& detail) {
    if constexpr (I == std::variant_size_v<Detail>) {
      return false;
    } else {
      using T = std::variant_alternative_t<I, Detail>;
      if (kind != T::kind) return decode_kind<I + 1>(members, kind, detail);
      read_fields(members, detail.emplace<I>());
      return true;
    }
  }

  static void decode(const Json& in, const std::string& path, Detail& detail) {
    Members members(in, path);
    std::string kind;
    read_field(members, "kind", Presence::always, kind);
    if (!decode_kind(members, kind, detail)) refuse(path + ".kind", "names no kind of detail");
    members.finish();
  }

  template <class T>
  static void decode(const Json& in, const std::string& path, T& value) {
    if constexpr (Scalar<T>) {
      if (!scalar_from_json(in, value)) refuse(path, expected<T>());
    } else {
      Members members(in, path);
      read_fields(members, value);
      members.finish();
    }
  }
};

}  // namespace edge::json
