#ifndef COALITION_TESTS_FUZZ_INPUT_BYTES_H_
#define COALITION_TESTS_FUZZ_INPUT_BYTES_H_

#include <algorithm>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace coalition::fuzz {

// Takes numbers from the front of an input; zeros after its end.
class InputBytes {
 public:
  explicit InputBytes(std::string_view input) : rest_(input) {}

  template <typename T>
  T Take() {
    static_assert(std::is_integral_v<T>);
    T value = 0;
    const std::size_t size = std::min(sizeof(T), rest_.size());
    std::memcpy(&value, rest_.data(), size);
    rest_.remove_prefix(size);
    return value;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace coalition::fuzz

#endif  // COALITION_TESTS_FUZZ_INPUT_BYTES_H_
