#ifndef COALITION_PAGE_H_
#define COALITION_PAGE_H_

#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coalition/result.h"

namespace coalition {

// One page of a list.
template <class T>
struct Page {
  std::vector<T> items{};
  // Put it into the next request's `page_token`, leaving the other fields as they were. Empty on
  // the last page. Opaque.
  std::string next_page_token{};

  bool operator==(const Page&) const = default;
};

// A whole list, fetched page by page while you walk it.
//
//   for (const coalition::Result<coalition::Transaction>& each : client.EachTransaction({})) {
//     if (!each) return Report(each.error());
//     Print(each->transaction_id);
//   }
//
// A page is asked for when the walk reaches it, never before, and is retried like any call. When
// one fails for good, the walk yields that error once and ends. Single pass: begin() starts the
// walk and is called once. Not thread-safe; it may outlive the client that made it.
template <class T>
class Listing {
  struct Walk;

 public:
  // Fetches the page of a token; the first one has the empty token.
  using Fetch = std::function<Result<Page<T>>(const std::string& page_token)>;

  explicit Listing(Fetch fetch) : walk_(std::make_unique<Walk>(std::move(fetch))) {}

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Result<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = const Result<T>*;
    using reference = const Result<T>&;

    explicit Iterator(Walk* walk) : walk_(walk) {}

    reference operator*() const { return *walk_->current; }
    pointer operator->() const { return &*walk_->current; }
    Iterator& operator++() {
      walk_->Advance();
      return *this;
    }
    void operator++(int) { walk_->Advance(); }
    bool operator==(std::default_sentinel_t) const { return !walk_->current.has_value(); }

   private:
    Walk* walk_;
  };

  Iterator begin() {
    walk_->Advance();
    return Iterator(walk_.get());
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  struct Walk {
    explicit Walk(Fetch page_fetch) : fetch(std::move(page_fetch)) {}

    void Advance() {
      while (next == page.items.size()) {
        if (last) return current.reset();
        Result<Page<T>> fetched = fetch(page.next_page_token);
        if (!fetched) return Stop(std::move(fetched).error());
        page = *std::move(fetched);
        next = 0;
        last = page.next_page_token.empty();
      }
      current.emplace(std::move(page.items[next++]));
    }

    void Stop(Error error) {
      page = {};
      next = 0;
      last = true;
      current.emplace(std::move(error));
    }

    Fetch fetch;
    Page<T> page;
    std::size_t next = 0;
    bool last = false;
    std::optional<Result<T>> current;
  };

  std::unique_ptr<Walk> walk_;
};

}  // namespace coalition

#endif  // COALITION_PAGE_H_
