#include "lib/rules/fingerprint.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "lib/rules/outline.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;
using syntax::NodeId;

// FNV-1a; the finish spreads its last bytes over the word.
constexpr std::uint64_t kOffset = 0xCBF29CE484222325u;
constexpr std::uint64_t kPrime = 0x100000001B3u;

std::uint64_t Hash(std::string_view text, std::uint64_t hash = kOffset) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash;
}

std::uint64_t Mix(std::uint64_t hash) {
  hash ^= hash >> 33;
  hash *= 0xFF51AFD7ED558CCDu;
  hash ^= hash >> 33;
  return hash;
}

std::uint64_t Join(std::uint64_t a, std::uint64_t b) { return Mix(a * 31 + b); }

constexpr char kHoleLead = '\xF4';

/// Holes by what they stand for: their characters depend on what else the unit holds.
std::uint64_t HashText(std::string_view text, const text::Sources& sources) {
  std::uint64_t hash = kOffset;
  while (!text.empty()) {
    const std::size_t lead = std::min(text.find(kHoleLead), text.size());
    hash = Hash(text.substr(0, lead), hash);
    text.remove_prefix(lead);
    if (text.empty()) break;
    const text::CodePoint point = text::DecodeUtf8(text, 0);
    const bool is_hole = point.length == 4 && sources.IsHole(point.value);
    hash = Hash(is_hole ? std::string_view(sources.hole(point.value).reason) : text.substr(0, 1), hash);
    text.remove_prefix(is_hole ? point.length : 1);
  }
  return hash;
}

/// Depth is bounded by the reader.
std::uint64_t HashNode(const syntax::Tree& tree, const text::Sources& sources, NodeId node) {
  const Kind kind = tree[node].kind;
  if (kind != Kind::kObject && kind != Kind::kList && kind != Kind::kChoice) {
    return Mix(HashText(sources.Text(tree[node].text), sources));
  }
  std::uint64_t sum = 0;
  std::uint64_t key = 0;
  std::uint32_t count = 0;
  std::uint64_t last = 0;
  for (NodeId child = tree.First(node); child != syntax::kNone; child = tree.Next(node, child), ++count) {
    last = HashNode(tree, sources, child);
    if (kind == Kind::kObject && count % 2 == 0) {
      key = last;
      continue;
    }
    sum += kind == Kind::kObject ? Join(key, last) : kind == Kind::kChoice ? Join(count, last) : last;
  }
  if (kind == Kind::kList && count == 1) return last;
  return Mix(sum + count);
}

std::string Digits(std::uint64_t hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 0; i < 16; ++i) out[i] = kDigits[(hash >> (60 - 4 * i)) & 0xF];
  return out;
}

}  // namespace

std::string Fingerprint(std::string_view rule, Study& study, const policy::Policy* policy, NodeId statement,
                        NodeId node, std::string_view message) {
  std::uint64_t hash = Hash(rule);
  const Document& document = study.DocumentOf(policy);
  if (document.tree == nullptr || node == syntax::kNone || node >= document.tree->size()) {
    return Digits(Mix(Hash(message, hash)));
  }
  const syntax::Tree& tree = *document.tree;
  const text::Sources& sources = study.sources();
  Outline& outline = OutlineOf(study, document);
  const auto hash_of = [&](NodeId id) {
    const auto [found, is_new] = outline.hashes.try_emplace(id);
    if (is_new) found->second = HashNode(tree, sources, id);
    return found->second;
  };
  for (const syntax::Ancestry::Step& step : outline.ancestry.Way(document.root, node)) {
    if (tree[outline.ancestry.parent(step.node)].kind != Kind::kObject) continue;
    const NodeId key = step.number % 2 == 0 ? step.node : step.node - 1;
    hash = Join(hash, Hash(sources.Text(tree[key].text)));
  }
  hash = Join(hash, node == document.root ? 0 : hash_of(node));
  if (statement != syntax::kNone && node != statement) {
    const auto [found, is_new] = outline.owners.try_emplace(statement);
    if (is_new) {
      const NodeId sid = tree.Member(statement, "Sid", sources);
      found->second = hash_of(sid == syntax::kNone ? statement : sid);
    }
    hash = Join(hash, found->second);
  }
  return Digits(hash);
}

void NumberRepeats(std::vector<Found>& found) {
  std::unordered_map<std::string, std::uint32_t> seen;
  seen.reserve(found.size());
  for (Found& one : found) {
    const std::uint32_t number = seen[one.finding.fingerprint]++;
    if (number > 0) one.finding.fingerprint = Digits(Join(Hash(one.finding.fingerprint), number));
  }
}

}  // namespace iampolicy::rules
