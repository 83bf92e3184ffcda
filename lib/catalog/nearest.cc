// "Did you mean": the nearest names of the catalogue. Asked for findings only.

#include <algorithm>

#include "lib/catalog/catalog.h"
#include "lib/text/suggest.h"

namespace iampolicy::catalog {
namespace {

std::string_view BestOf(const text::Nearest& nearest) {
  const std::vector<std::string_view> best = nearest.Best(1);
  return best.empty() ? std::string_view() : best[0];
}

/// The part of a key before what stands for a tag key: "aws:RequestTag/" of "aws:RequestTag/team". Empty where the
/// key has no slash.
std::string_view HeadOf(std::string_view key) {
  const std::size_t slash = key.find('/');
  return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash + 1);
}

}  // namespace

std::string_view Catalog::NearestService(std::string_view prefix) const {
  text::Nearest nearest(prefix);
  for (ServiceId id = 0; id < service_count(); ++id) nearest.Offer(service_prefix(id));
  return BestOf(nearest);
}

std::string_view Catalog::NearestAction(std::string_view name) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return "";
  const ServiceId service = FindService(name.substr(0, colon));
  if (service == kNone) return "";
  text::Nearest nearest(name.substr(colon + 1));
  const IdRange range = service_actions(service);
  for (ActionId id = range.begin; id < range.end; ++id) nearest.Offer(action_name(id));
  return BestOf(nearest);
}

std::string_view Catalog::NearestKey(std::string_view key) const {
  text::Nearest whole(key);
  for (KeyId id = 0; id < key_count(); ++id) whole.Offer(key_name(id));
  if (const std::string_view best = BestOf(whole); !best.empty()) return best;

  // A tag key is the author's own word: compare what stands before it.
  if (HeadOf(key).empty()) return "";
  text::Nearest head(HeadOf(key));
  for (KeyId id = 0; id < key_count(); ++id) {
    if (key_name(id).find("/${") != std::string_view::npos) head.Offer(HeadOf(key_name(id)));
  }
  const std::string_view best = BestOf(head);
  for (KeyId id = 0; id < key_count() && !best.empty(); ++id) {
    if (key_name(id).starts_with(best) && key_name(id).substr(best.size()).starts_with("${")) return key_name(id);
  }
  return "";
}

}  // namespace iampolicy::catalog
