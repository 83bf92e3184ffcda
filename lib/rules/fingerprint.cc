#include "lib/rules/fingerprint.h"

#include <algorithm>
#include <cstdint>
#include <map>

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

/// Holes by what they stand for: their characters depend on what else the unit holds.
std::uint64_t HashText(std::string_view text, const text::Sources& sources) {
  std::uint64_t hash = kOffset;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\xF4' && at + 4 <= text.size()) {
      char32_t character = 0x100000;
      character |= static_cast<char32_t>(static_cast<unsigned char>(text[at + 1]) & 0x3F) << 12;
      character |= static_cast<char32_t>(static_cast<unsigned char>(text[at + 2]) & 0x3F) << 6;
      character |= static_cast<char32_t>(static_cast<unsigned char>(text[at + 3]) & 0x3F);
      if (sources.IsHole(character)) {
        hash = Hash(sources.hole(character).reason, hash);
        at += 4;
        continue;
      }
    }
    hash = Hash(text.substr(at, 1), hash);
    ++at;
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

std::string Fingerprint(std::string_view rule, const Study& study, const policy::Policy* policy, NodeId statement,
                        NodeId node, std::string_view message) {
  std::uint64_t hash = Hash(rule);
  const Document& document = study.DocumentOf(policy);
  if (document.tree == nullptr || node == syntax::kNone || node >= document.tree->size()) {
    return Digits(Mix(Hash(message, hash)));
  }
  const syntax::Tree& tree = *document.tree;
  const text::Sources& sources = study.sources();
  for (const PathElement& element : PathTo(tree, sources, document.root, node)) {
    if (element.kind != PathElement::Kind::kIndex) hash = Join(hash, Hash(element.name));
  }
  hash = Join(hash, node == document.root ? 0 : HashNode(tree, sources, node));
  if (statement != syntax::kNone && node != statement) {
    const NodeId sid = tree.Member(statement, "Sid", sources);
    hash = Join(hash, HashNode(tree, sources, sid == syntax::kNone ? statement : sid));
  }
  return Digits(hash);
}

void NumberRepeats(std::vector<Found>& found) {
  std::map<std::string, std::uint32_t> seen;
  for (Found& one : found) {
    const std::uint32_t number = seen[one.finding.fingerprint]++;
    if (number > 0) one.finding.fingerprint = Digits(Join(Hash(one.finding.fingerprint), number));
  }
}

}  // namespace iampolicy::rules
