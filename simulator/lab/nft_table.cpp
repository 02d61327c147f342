#include "simulator/lab/nft_table.hpp"

#include <nftables/libnftables.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace edge::sim {
namespace {

/// An anonymous file: of a text in memory libnftables tells neither the line nor its number.
class ScriptFile {
 public:
  explicit ScriptFile(const std::string& script) : descriptor_(::memfd_create("nft", MFD_CLOEXEC)) {
    if (descriptor_ >= 0 &&
        ::pwrite(descriptor_, script.data(), script.size(), 0) == std::ssize(script)) {
      return;
    }
    const int reason = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    throw std::system_error(reason, std::generic_category(), "write a script for nftables");
  }
  ~ScriptFile() { ::close(descriptor_); }
  ScriptFile(const ScriptFile&) = delete;
  ScriptFile& operator=(const ScriptFile&) = delete;

  std::string path() const { return "/proc/thread-self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

void NftTable::FreeContext::operator()(nft_ctx* context) const { nft_ctx_free(context); }

void NftTable::open() {
  context_.reset(nft_ctx_new(NFT_CTX_DEFAULT));
  if (!context_ || nft_ctx_buffer_output(context_.get()) != 0 ||
      nft_ctx_buffer_error(context_.get()) != 0) {
    throw std::runtime_error("nftables: libnftables could not be initialised");
  }
}

void NftTable::become(const std::string& script) {
  if (script == present_) return;
  if (!context_) open();
  const ScriptFile file((present_.empty() ? "" : "delete table ip edgesim; ") + script);
  const std::string path = file.path();
  if (nft_run_cmd_from_filename(context_.get(), path.c_str()) == 0) {
    present_ = script;
    return;
  }
  std::string words = nft_ctx_get_error_buffer(context_.get());
  for (auto at = words.find(path); at != std::string::npos; at = words.find(path, at)) {
    words.replace(at, path.size(), "line");
  }
  throw std::runtime_error("nftables: " + words);
}

}  // namespace edge::sim
