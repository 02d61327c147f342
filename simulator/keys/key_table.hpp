// Walks the lists of keys of a value and makes a table for people of them.
#pragma once

#include <fmt/format.h>

#include "simulator/keys/file_key.hpp"
#include "simulator/keys/writer.hpp"

namespace edge::sim::keys {

/// Lists the keys of a struct, then those of each struct in it that is not listed yet.
class Lister {
 public:
  /// Only asks what a struct is called.
  struct Name {
    std::string of;
    void is(std::string_view name) { of = name; }
    template <class... Args>
    void operator()(Args&&...) {}
    template <class... Args>
    void required(Args&&...) {}
  };

  explicit Lister(std::vector<FileKey>& rows) : rows_(rows) {}

  void is(std::string_view name) { of_ = name; }

  template <class T, class L = AsTyped>
  void operator()(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, value_of(&value, limit), what);
    set_usual(usual_->at(key));
  }

  template <class T, class L = AsTyped>
  void required(const char* key, T& value, std::string_view what, const L& limit = {}) {
    add(key, value_of(&value, limit), what);
    own_.back().required = true;
  }

  template <class T>
  void list() {
    T blank{};
    usual_ = &Writer::usual<T>();
    fields(*this, blank);
    finish();
  }

 private:
  using Below = void (*)(std::vector<FileKey>&);

  /// The rows of its own, then those of what is in it.
  void finish();

  template <class T>
  static void list_all(std::vector<FileKey>& rows) {
    Lister lister(rows);
    lister.list<T>();
  }

  /// `values`: which it can have.
  void add(const char* key, std::string values, std::string_view what);
  /// The key that was added last: what holds when it is left out.
  void set_usual(const Json& usual);

  template <class T, class L>
  std::string value_of(const T*, const L& limit) {
    if constexpr (Scalar<T, L>) {
      return Form<T, L>::allowed(limit);
    } else if constexpr (Shaped<T, L>) {
      if constexpr (requires { typename Shape<T, L>::Keys; }) {
        list_below<typename Shape<T, L>::Keys>();
      }
      return Shape<T, L>::allowed();
    } else {
      return list_below<T>();
    }
  }

  /// What it is called.
  template <class T>
  std::string list_below() {
    Name name;
    T blank{};
    fields(name, blank);
    below_.emplace_back(name.of, &list_all<T>);
    return name.of;
  }

  std::string value_of(const std::string*, const NameIn& limit) {
    return fmt::format("one of {}", limit.list);
  }

  template <class T, class L>
  std::string value_of(const std::optional<T>*, const L& limit) {
    return value_of(static_cast<const T*>(nullptr), limit);
  }

  template <class T, class L>
  std::string value_of(const std::vector<T>*, const List<L>& limit) {
    return fmt::format("list, {} at most: {}", limit.most,
                       value_of(static_cast<const T*>(nullptr), limit.each));
  }

  template <class T, class L>
    requires(!Shaped<std::map<std::string, T>, L>)
  std::string value_of(const std::map<std::string, T>*, const L& limit) {
    return "NODE: " + value_of(static_cast<const T*>(nullptr), limit);
  }

  template <class... Ts>
  std::string value_of(const std::variant<Ts...>*, const AsTyped& limit) {
    std::vector<std::string_view> names;
    const auto add_name = [&]<class T>(const T* type) {
      if (!Writer::usual<T>().empty()) value_of(type, limit);  // has keys of its own
      names.push_back(kAlternative<T>);
    };
    (add_name(static_cast<const Ts*>(nullptr)), ...);
    return fmt::format("{}", fmt::join(names, ", "));
  }

  std::vector<FileKey>& rows_;
  std::string of_;
  const Json* usual_ = nullptr;
  std::vector<FileKey> own_;
  std::vector<std::pair<std::string, Below>> below_;
};

/// The keys of T and of all that is in it.
template <class T>
std::vector<FileKey> key_table() {
  std::vector<FileKey> rows;
  Lister(rows).list<T>();
  return rows;
}

}  // namespace edge::sim::keys
