// Which members an object has twice. Nearly every object is small and has keys of different lengths, so lengths are
// compared before any text is looked up.

#include "lib/syntax/duplicates.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace iampolicy::syntax {
namespace {

constexpr std::size_t kFew = 12;  // 66 comparisons of lengths at the most

struct Key {
  NodeId id = kNone;
  std::uint32_t size = 0;
};

class Finder {
 public:
  Finder(const Tree& tree, const text::Sources& sources) : tree_(tree), sources_(sources) {}

  std::vector<NodeId> Run() {
    for (NodeId id = 0; id < tree_.size(); ++id) {
      // With fewer than four nodes below it an object has at most one member.
      if (tree_[id].kind == Kind::kObject && tree_[id].extent > 4) Object(id);
    }
    std::sort(found_.begin(), found_.end());
    return std::move(found_);
  }

 private:
  std::string_view Text(NodeId key) const { return sources_.Text(tree_[key].text); }

  void Object(NodeId object) {
    std::array<Key, kFew> keys;
    std::size_t count = 0;
    for (NodeId key = tree_.First(object); key != kNone; key = tree_.Next(object, key + 1)) {
      if (count == kFew) return Large(object);
      const std::uint32_t size = tree_[key].text.size();
      const auto is_same = [&](const Key& earlier) { return earlier.size == size && Text(earlier.id) == Text(key); };
      if (std::any_of(keys.begin(), keys.begin() + count, is_same)) found_.push_back(key);
      keys[count++] = {key, size};
    }
  }

  void Large(NodeId object) {
    struct Named {
      std::string_view name;
      NodeId id;
    };
    // What Object() found before it met the twelfth member is found again here.
    while (!found_.empty() && found_.back() > object) found_.pop_back();
    std::vector<Named> keys;
    for (NodeId key = tree_.First(object); key != kNone; key = tree_.Next(object, key + 1)) {
      keys.push_back({Text(key), key});
    }
    std::sort(keys.begin(), keys.end(), [](const Named& a, const Named& b) {
      if (a.name.size() != b.name.size()) return a.name.size() < b.name.size();
      const int order = a.name.compare(b.name);
      return order != 0 ? order < 0 : a.id < b.id;
    });
    for (std::size_t i = 1; i < keys.size(); ++i) {
      if (keys[i].name == keys[i - 1].name) found_.push_back(keys[i].id);
    }
  }

  const Tree& tree_;
  const text::Sources& sources_;
  std::vector<NodeId> found_;
};

}  // namespace

std::vector<NodeId> DuplicateKeys(const Tree& tree, const text::Sources& sources) {
  return Finder(tree, sources).Run();
}

}  // namespace iampolicy::syntax
