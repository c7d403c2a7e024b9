// How libFuzzer changes inputs of the ledger_files target.
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "server/store/transfer/records.h"
#include "tests/fuzz/loose_file.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace coalition::fuzz {
namespace {

// The same seed makes the same changes.
class FileMutator {
 public:
  explicit FileMutator(std::uint32_t seed) : random_(seed) {}

  bool OneIn(std::size_t n) { return Below(n) == 0; }

  void Mutate(LooseFile& file) {
    if (OneIn(16)) file.id[Below(file.id.size())] = static_cast<std::uint8_t>(Below(256));
    if (file.frames.empty()) return;
    LooseFile::Frame& frame = file.frames[Below(file.frames.size())];
    if (OneIn(8)) return MutateList(file.frames);
    if (OneIn(32)) frame.type = static_cast<std::uint8_t>(Below(5));
    auto loose = LooseRecords::Parse(frame.payload);
    if (!loose || OneIn(16)) return MutateBytes(frame.payload);
    Mutate(*loose);
    frame.payload = loose->ToPayload();
  }

 private:
  std::size_t Below(std::size_t bound) { return random_() % bound; }

  void Mutate(LooseRecords& loose) {
    if (OneIn(32)) {
      loose.kind = Below(static_cast<std::size_t>(store::transfer::kLastKind) + 2);
    } else if (loose.records.empty() || OneIn(8)) {
      MutateList(loose.records);
    } else {
      MutateBytes(loose.records[Below(loose.records.size())]);
    }
  }

  // Takes one out, moves one, or has one twice.
  template <typename T>
  void MutateList(std::vector<T>& list) {
    if (list.empty()) return list.resize(1);
    const std::size_t chosen = Below(list.size());
    switch (Below(3)) {
      case 0:
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(chosen));
        break;
      case 1:
        std::swap(list[chosen], list[Below(list.size())]);
        break;
      default:
        list.push_back(T(list[chosen]));
        std::swap(list.back(), list[Below(list.size())]);
        break;
    }
  }

  static void MutateBytes(std::string& bytes) {
    constexpr std::size_t kGrowthMax = 64;
    const std::size_t size = bytes.size();
    bytes.resize(size + kGrowthMax);
    bytes.resize(
        LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size()));
  }

  std::minstd_rand random_;
};

}  // namespace
}  // namespace coalition::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  using namespace coalition::fuzz;
  FileMutator mutator(seed);
  // Bytes that are no file, too, must come to no harm.
  if (mutator.OneIn(16)) return LLVMFuzzerMutate(data, size, size_max);
  LooseFile file = LooseFile::Parse({reinterpret_cast<const char*>(data), size});
  for (int changes = 1; changes == 1 || mutator.OneIn(3); ++changes) mutator.Mutate(file);
  const std::string changed = file.Sealed();
  if (changed.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}
