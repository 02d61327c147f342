// Writer and reader that walk the field lists of a report. For json.cpp only.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "common/report/json_fields.hpp"
#include "common/report/json_values.hpp"

namespace edge::json {

using Json = nlohmann::ordered_json;

// --- writing -------------------------------------------------------------------------------------

class Writer {
 public:
  template <class T>
  void operator()(const char* key, const T& value) {
    out_[key] = encode(value);
  }

  template <class T>
  void optional(const char* key, const T& value) {
    Json encoded = encode(value);
    const bool blank = encoded.is_string() && encoded.get_ref<const std::string&>().empty();
    if (!encoded.is_null() && !blank && encoded != Json::object()) out_[key] = std::move(encoded);
  }

  template <class T>
  void known(const char* key, const T& value) {
    if (value != T{}) out_[key] = encode(value);
  }

  Json take() { return std::move(out_); }

 private:
  template <class T>
  static Json encode(const T& value) {
    if constexpr (Scalar<T>) {
      return scalar_to_json(value);
    } else {
      Writer inner;
      fields(inner, value);
      return inner.take();
    }
  }

  template <class T>
  static Json encode(const std::optional<T>& value) {
    return value ? encode(*value) : Json{};
  }

  template <class T>
  static Json encode(const std::vector<T>& values) {
    Json list = Json::array();
    for (const T& value : values) list.push_back(encode(value));
    return list;
  }

  static Json encode(const Detail& detail) {
    return std::visit(
        []<class T>(const T& kind) -> Json {
          if constexpr (std::same_as<T, std::monostate>) {
            return {};
          } else {
            Writer inner;
            inner("kind", std::string(kKind<T>));
            fields(inner, kind);
            return inner.take();
          }
        },
        detail);
  }

  Json out_ = Json::object();
};

// --- reading -------------------------------------------------------------------------------------

[[noreturn]] inline void refuse(const std::string& path, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", path, why));
}

class Reader {
 public:
  Reader(const Json& in, std::string path) : in_(in), path_(std::move(path)) {
    if (!in.is_object()) refuse(path_, "must be an object");
  }

  template <class T>
  void operator()(const char* key, T& value) {
    known_.insert(key);
    const auto found = in_.find(key);
    if (found == in_.end()) refuse(path_ + "." + key, "is missing");
    decode(*found, path_ + "." + key, value);
  }

  template <class T>
  void optional(const char* key, T& value) {
    known_.insert(key);
    const auto found = in_.find(key);
    if (found != in_.end()) decode(*found, path_ + "." + key, value);
  }

  template <class T>
  void known(const char* key, T& value) {
    optional(key, value);
  }

  /// To be called when every member has been asked for.
  void finish() const {
    for (const auto& [key, value] : in_.items()) {
      if (!known_.contains(key)) refuse(path_ + "." + key, "is not a member of a report");
    }
  }

  template <class T>
  static void decode(const Json& in, const std::string& path, T& value) {
    if constexpr (Scalar<T>) {
      if (!scalar_from_json(in, value)) refuse(path, expected<T>());
    } else {
      Reader inner(in, path);
      fields(inner, value);
      inner.finish();
    }
  }

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

  static void decode(const Json& in, const std::string& path, Detail& detail) {
    Reader inner(in, path);
    std::string kind;
    inner("kind", kind);
    if (!inner.as_kind<1>(kind, detail)) refuse(path + ".kind", "names no kind of detail");
    inner.finish();
  }

 private:
  template <std::size_t I>
  bool as_kind(const std::string& kind, Detail& detail) {
    if constexpr (I == std::variant_size_v<Detail>) {
      return false;
    } else {
      using T = std::variant_alternative_t<I, Detail>;
      if (kind != kKind<T>) return as_kind<I + 1>(kind, detail);
      fields(*this, detail.emplace<I>());
      return true;
    }
  }

  const Json& in_;
  std::string path_;
  std::set<std::string> known_;
};

}  // namespace edge::json
