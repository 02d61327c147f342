// Files that a user names, and the system's: they may be links (certificates, Kubernetes' secrets),
// pipes (`@<(...)`) or devices. Links are followed, and what is read is bounded in size and time.
// Not for what the programs keep in folders of their own: own_folder.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

struct ReadLimits {
  std::size_t bytes = 0;
  std::chrono::milliseconds wait{10'000};  // for the end of a pipe, or for somebody to open it
  bool cut = false;                        // more bytes are left out: no error
};

/// All of it. Throws FileError that names the path and the reason: it is larger, or its end did
/// not come in time.
std::string read_named_file(const std::string& path, const ReadLimits& limits);
/// The same, but a file that does not exist reads as empty.
std::string read_file_if_present(const std::string& path, const ReadLimits& limits);
std::string read_standard_input(const ReadLimits& limits);

/// The same for what may be too large to be kept: gives it piece by piece, however large it is.
using TakeChunk = std::function<void(std::string_view chunk)>;
void read_named_file_by_chunks(const std::string& path, std::chrono::milliseconds wait,
                               const TakeChunk& take);
void read_standard_input_by_chunks(std::chrono::milliseconds wait, const TakeChunk& take);

/// The option and the path of an output, such as {"--junit", "results.xml"}.
struct NamedOutput {
  std::string option, path;
};
/// Throws UsageError if `output` would replace one of the files `inputs`, however each is written.
void refuse_to_replace(const NamedOutput& output, const std::vector<std::string>& inputs);

/// Whether both lead to the same file, which need not be there.
bool same_file(const std::string& a, const std::string& b);

}  // namespace edge
