#ifndef COALITION_SERVER_DOMAIN_OVERLOADED_H_
#define COALITION_SERVER_DOMAIN_OVERLOADED_H_

namespace coalition::domain {

// One lambda per alternative, for std::visit.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace coalition::domain

#endif  // COALITION_SERVER_DOMAIN_OVERLOADED_H_
