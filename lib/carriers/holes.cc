#include "lib/carriers/holes.h"

namespace iampolicy::carriers {

char32_t Holes::Of(std::string_view reason, const text::Shape& shape, text::Span span, std::string_view identity) {
  if (overflow_ == 0) overflow_ = Add("function:too-many-unknowns", {}, span, false);
  if (!identity.empty()) {
    const auto found = by_identity_.find(std::string(identity));
    if (found != by_identity_.end()) return found->second;
  }
  const char32_t hole = Add(reason, shape, span, !identity.empty());
  if (hole == 0) return overflow_;
  if (!identity.empty()) by_identity_.emplace(identity, hole);
  return hole;
}

char32_t Holes::Add(std::string_view reason, const text::Shape& shape, text::Span span, bool has_identity) {
  // Readers of nested texts make holes too: the number of the next one is looked for.
  while (sources_.IsHole(next_)) ++next_;
  const std::uint32_t identity = has_identity ? next_ - text::kFirstHole + 1 : 0;
  return sources_.AddHole({std::string(reason), shape, identity, span, std::nullopt});
}

}  // namespace iampolicy::carriers
