#ifndef IAMPOLICY_VERSION_H_
#define IAMPOLICY_VERSION_H_

// The version of the library. The one home of these numbers: CMake reads them from here.
#define IAMPOLICY_VERSION_MAJOR 0
#define IAMPOLICY_VERSION_MINOR 1
#define IAMPOLICY_VERSION_PATCH 0

namespace iampolicy {
inline namespace v0 {

/// The version as "major.minor.patch".
inline constexpr char kVersion[] = "0.1.0";

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_VERSION_H_
