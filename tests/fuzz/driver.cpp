// Runs a fuzz target without libFuzzer: its corpus, then mutations of it from a fixed seed, so that
// every test run tries the same inputs. Usage: TARGET CORPUS RUNS [SEED [LAST-INPUT]]: the input
// that crashes is left in the file LAST-INPUT. For a search by coverage build the preset `fuzz`.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <vector>

#include "tests/fuzz/fuzz_input.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kLongest = 16384;  // bytes of one input

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  Bytes mutate(const std::vector<Bytes>& corpus) {
    Bytes bytes = pick(corpus);
    for (auto changes = 1 + below(8); changes > 0; --changes) change(bytes, corpus);
    if (bytes.size() > kLongest) bytes.resize(kLongest);
    return bytes;
  }

 private:
  // Not std::uniform_int_distribution, whose values the standard does not fix.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  const Bytes& pick(const std::vector<Bytes>& corpus) { return corpus[below(corpus.size())]; }
  Bytes::iterator place(Bytes& bytes) {
    return bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size() + 1));
  }

  void change(Bytes& bytes, const std::vector<Bytes>& corpus) {
    static constexpr std::uint8_t kTelling[] = {0, 1, 0x7f, 0x80, 0xff, '\n', '\r', ' ', '"', ':'};
    const auto at = place(bytes);
    const auto left = static_cast<std::size_t>(bytes.end() - at);
    switch (below(6)) {
      case 0:
        if (left > 0) *at ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      case 1:
        if (left > 0) *at = kTelling[below(std::size(kTelling))];
        break;
      case 2: bytes.insert(at, static_cast<std::uint8_t>(random_())); break;
      case 3: bytes.erase(at, at + static_cast<std::ptrdiff_t>(below(left + 1) % 32)); break;
      case 4: {
        const Bytes again(at, at + static_cast<std::ptrdiff_t>(below(left + 1)));
        bytes.insert(place(bytes), again.begin(), again.end());
        break;
      }
      default: {
        const Bytes& other = pick(corpus);
        bytes.erase(at, bytes.end());
        const auto from = static_cast<std::ptrdiff_t>(below(other.size() + 1));
        bytes.insert(bytes.end(), other.begin() + from, other.end());
      }
    }
  }

  std::mt19937_64 random_;
};

std::vector<Bytes> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> corpus;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " CORPUS RUNS [SEED [LAST-INPUT]]\n";
    return 2;
  }
  const auto corpus = read_corpus(argv[1]);
  if (corpus.empty()) {
    std::cerr << argv[1] << ": no input to begin with\n";
    return 2;
  }
  for (const auto& input : corpus) LLVMFuzzerTestOneInput(input.data(), input.size());
  Mutator mutator(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
  const long runs = std::strtol(argv[2], nullptr, 10);
  for (long run = 0; run < runs; ++run) {
    const Bytes input = mutator.mutate(corpus);
    if (argc > 4) {
      std::ofstream(argv[4], std::ios::binary)
          .write(reinterpret_cast<const char*>(input.data()),
                 static_cast<std::streamsize>(input.size()));
    }
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::cout << corpus.size() << " inputs and " << runs << " mutations\n";
}
