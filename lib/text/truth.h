#ifndef IAMPOLICY_LIB_TEXT_TRUTH_H_
#define IAMPOLICY_LIB_TEXT_TRUTH_H_

// Three-valued truth: what is not known from the file is neither true nor false (Kleene's strong logic).

#include <cstdint>

namespace iampolicy::text {

enum class Truth : std::uint8_t { kFalse, kUnknown, kTrue };

constexpr Truth ToTruth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }
constexpr Truth Not(Truth a) { return static_cast<Truth>(2 - static_cast<int>(a)); }
constexpr Truth And(Truth a, Truth b) { return a < b ? a : b; }
constexpr Truth Or(Truth a, Truth b) { return a < b ? b : a; }

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_TRUTH_H_
