#ifndef IAMPOLICY_TESTS_REFERENCE_SMALL_MODELS_H_
#define IAMPOLICY_TESTS_REFERENCE_SMALL_MODELS_H_

// Small alphabets of statements, each with a universe of requests that holds one of every kind the alphabet tells
// apart: what may be tried exhaustively.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

struct SmallModel {
  std::string name;
  bool is_resource = false;  // the policies are those of a resource
  std::vector<Json> bodies;  // statements without their Effect
  std::vector<Request> requests;
  std::size_t most_new = 2;  // statements of the policies on the left, at the most
  std::size_t most_old = 2;  // on the right
  bool may_be_unknown = false;
};

std::vector<SmallModel> SmallModels();

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_SMALL_MODELS_H_
