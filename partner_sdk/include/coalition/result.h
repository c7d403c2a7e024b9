#ifndef COALITION_RESULT_H_
#define COALITION_RESULT_H_

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "coalition/error.h"

namespace coalition {

namespace sdk_internal {
// Prints what was asked for and the error to stderr, then aborts.
[[noreturn]] void DieOnMissingValue(const Error& error);
[[noreturn]] void DieOnMissingError();
}  // namespace sdk_internal

// A value, or the Error that explains its absence. This library throws nothing of its own.
//
//   coalition::Result<coalition::Receipt> receipt = client.Earn(...);
//   if (!receipt) return Report(receipt.error());
//   Print(receipt->balance.available);
//
// Asking for the value of a failed result (or for the error of a good one) is a bug in the caller:
// it prints the error and aborts the process, in every build. Look first.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    Require();
    return *std::get_if<0>(&state_);
  }
  T& value() & {
    Require();
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    Require();
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& {
    if (ok()) sdk_internal::DieOnMissingError();
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    if (ok()) sdk_internal::DieOnMissingError();
    return std::move(*std::get_if<1>(&state_));
  }

  bool operator==(const Result&) const = default;

 private:
  void Require() const {
    if (!ok()) sdk_internal::DieOnMissingValue(*std::get_if<1>(&state_));
  }

  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }

  const Error& error() const {
    if (ok()) sdk_internal::DieOnMissingError();
    return *error_;
  }

  bool operator==(const Result&) const = default;

 private:
  std::optional<Error> error_;
};

}  // namespace coalition

#endif  // COALITION_RESULT_H_
