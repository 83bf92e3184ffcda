#ifndef IAMPOLICY_LIB_VERDICT_VERDICT_H_
#define IAMPOLICY_LIB_VERDICT_VERDICT_H_

// What the rules said, world by world, becomes what is reported: worlds merged, findings that say the same as a
// stronger one marked, those of several documents joined, silenced ones left out, the rest in order.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/text/span.h"

namespace iampolicy::verdict {

inline constexpr std::uint32_t kWholePolicy = 0xFFFFFFFF;

/// A finding in one world of its document.
struct Raw {
  Finding finding;
  std::uint32_t rule = 0;                  ///< its number: the place in Rules
  text::Span span;                         ///< on the number line of the unit
  text::Span place;                        ///< the same where the file writes it: what comments speak of
  std::uint32_t document = 0;              ///< worlds are of one; findings of several merge last
  std::uint32_t statement = kWholePolicy;  ///< of the document; any number that tells statements apart
  std::uint32_t world = 0;                 ///< bit i: guard i goes the `then` way
};

/// The open conditions of a document's template, of which it has 2^size worlds, and who carries it.
struct Worlds {
  std::vector<std::string> guards;
  std::vector<std::string> owners = {};
};

/// What a rule says of others: globs over the ids of the rules it takes in.
struct Supersedes {
  std::uint32_t rule = 0;
  std::vector<std::string_view> globs;
};

/// A comment that silences a rule: `rule` is a glob, `covers` a range of a file.
struct Silence {
  std::string rule;
  text::Span covers;
};

struct Judged {
  std::vector<Finding> findings;      ///< by file, offset, rule, message
  std::vector<std::uint32_t> unused;  ///< silences that silenced nothing, by index
  std::uint32_t silenced = 0;         ///< findings left out
};

/// A rule found in every world of its document is as certain as its least certain finding there; one found in some is
/// possible, and `when` says where. A finding is superseded by a finding at least as certain of a rule that takes its
/// rule in, on the same statement; one of the two on the whole policy is enough. Silenced findings still supersede.
/// What is found at one place in several documents is one finding, which names the owners of all.
Judged Judge(std::vector<Raw> raw, std::span<const Worlds> documents, std::span<const Supersedes> supersedes,
             std::span<const Silence> silences);

}  // namespace iampolicy::verdict

#endif  // IAMPOLICY_LIB_VERDICT_VERDICT_H_
