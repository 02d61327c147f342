#include "probe/watch/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "common/base/whole_number.hpp"
#include "common/files/file_error.hpp"

namespace edge::probe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWaiting = ".waiting.json", kDone = ".done.json";
constexpr const char* kSpoolLock = "watch.lock";

/// The folder itself, and those above it, where they are missing.
OwnFolder spool_folder(const std::string& path) {
  const std::string whole = fs::absolute(path).lexically_normal().string();
  std::error_code error;
  if (!fs::is_directory(whole, error)) {
    fs::create_directories(whole, error);
    if (error) throw FileError("make the folder", whole, error.message());
  }
  OwnFolder folder(whole);
  folder.make_private();
  return folder;
}

std::uint64_t size_of(const OwnFolder& folder, const std::string& name) {
  struct stat found{};
  const Descriptor file = folder.open(name, O_RDONLY);
  if (::fstat(file.get(), &found) != 0) throw_file_error("read", folder.path_of(name), errno);
  return static_cast<std::uint64_t>(found.st_size);
}

}  // namespace

Spool::Spool(const std::string& folder, SpoolLimits limits)
    : limits_(limits), folder_(spool_folder(folder)), lock_(folder_, kSpoolLock) {
  folder_.remove_unfinished();
  take_up();
}

std::string Spool::name_of(Number number, bool waiting) {
  return fmt::format("{:012}{}", number, waiting ? kWaiting : kDone);
}

/// What an earlier watch has left here; other files are let alone.
void Spool::take_up() {
  for (const std::string& name : folder_.names()) {
    const bool waiting = name.ends_with(kWaiting);
    if (!waiting && !name.ends_with(kDone)) continue;
    const auto number = whole_number<Number>(std::string_view(name).substr(0, name.find('.')));
    if (!number || name != name_of(*number, waiting)) continue;
    entries_[*number] = {size_of(folder_, name), waiting};
    bytes_ += entries_[*number].bytes;
    next_ = std::max(next_, *number + 1);
  }
  make_room();
}

void Spool::make_room() {
  while (entries_.size() > limits_.reports || bytes_ > limits_.bytes) {
    const auto& [number, entry] = *entries_.begin();
    if (entry.waiting) ++dropped_;
    remove(number);
  }
}

Spool::Number Spool::add(std::string_view report, bool waiting) {
  const Number number = next_;
  const std::string name = name_of(number, waiting);
  if (report.size() > limits_.bytes) {
    throw FileError("write", folder_.path_of(name), too_large(limits_.bytes));
  }
  folder_.write(name, report);
  ++next_;
  entries_[number] = {report.size(), waiting};
  bytes_ += report.size();
  make_room();
  return number;
}

std::vector<Spool::Number> Spool::waiting() const {
  std::vector<Number> numbers;
  for (const auto& [number, entry] : entries_) {
    if (entry.waiting) numbers.push_back(number);
  }
  return numbers;
}

std::size_t Spool::count_waiting() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      entries_, [](const auto& each) { return each.second.waiting; }));
}

std::optional<std::string> Spool::read(Number number) const {
  const auto entry = entries_.find(number);
  if (entry == entries_.end()) return std::nullopt;
  return folder_.read_if_present(name_of(number, entry->second.waiting), limits_.bytes);
}

void Spool::done(Number number) {
  const auto entry = entries_.find(number);
  if (entry == entries_.end() || !entry->second.waiting) return;
  folder_.rename(name_of(number, true), name_of(number, false));
  entry->second.waiting = false;
}

void Spool::remove(Number number) {
  const auto entry = entries_.find(number);
  if (entry == entries_.end()) return;
  folder_.remove(name_of(number, entry->second.waiting));
  bytes_ -= entry->second.bytes;
  entries_.erase(entry);
}

std::optional<Spool::Number> Spool::newest() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.rbegin()->first;
}

}  // namespace edge::probe
