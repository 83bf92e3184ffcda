#ifndef IAMPOLICY_TESTS_UNIT_CATCH_H_
#define IAMPOLICY_TESTS_UNIT_CATCH_H_

// Catch2 version 2 or 3, whichever is installed.

#ifdef IAMPOLICY_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#endif  // IAMPOLICY_TESTS_UNIT_CATCH_H_
