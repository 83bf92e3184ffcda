#ifndef IAMPOLICY_LIB_ACCESS_TABLES_H_
#define IAMPOLICY_LIB_ACCESS_TABLES_H_

// One table a dimension: the classes of its values, each with the clauses it does not stop. Masks count clauses by
// their place in the list given.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/types.h>

#include "lib/access/binding.h"
#include "lib/access/clause.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/match.h"
#include "lib/text/classes.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

/// Which searches a row is for. What is open in a row of a certain search may be settled in several ways, each a row of
/// a possible one: so that what is open is the same for all the clauses that hold it.
enum class Use : std::uint8_t {
  kBoth,
  kCertain,  ///< also a text with a hole in it: `must` is right for every value of the hole, `may` for the text alone
  kPossible,
};

/// A class of values. must: the clauses it surely does not stop; may: those it does not stop for some values of holes
/// and variables left open. Equal where nothing is open.
struct Row {
  text::Mask must, may;
  std::string text;                       ///< an action, a resource or a principal of the class
  std::string account;                    ///< of the principal
  std::optional<policy::ContextKey> key;  ///< in a table of a key: the value; nullopt: absent
  catalog::Ids ids;                       ///< of actions: all the catalogue knows of the class
  Use use = Use::kBoth;
  bool is_text_open = false;  ///< `text` holds a hole
  bool is_known = true;       ///< an action of the catalogue; all other rows are
};

struct Table {
  enum class Dimension : std::uint8_t { kAction, kResource, kPrincipal, kKey } dimension = Dimension::kAction;
  std::string key;  ///< of kKey, folded
  std::vector<Row> rows;
};

/// nullptr: a clause that cannot matter; no row has its bit, or all have.
using Clauses = std::span<const Clause* const>;

/// What tables are made with.
struct Making {
  const catalog::Catalog& catalog;
  const text::Sources& sources;
  const text::VariableTable& variables;
  const Binding& binding;
  const policy::Policy& language;  ///< a 2012-10-17 document: what clauses are written in
  std::size_t max_states;
};

/// Actions the catalogue knows, one row a mask.
Table KnownActions(Clauses clauses, const Making& making);
/// The classes of all other names that a clause may take, entry by entry; none that `known` has a row for.
Result<Table> UnknownActions(Clauses clauses, const Making& making, std::size_t focus, const Table& known);

/// `*` and the well-formed ARNs: five fields without colons and a resource part, which holds colons only for services
/// whose ARNs have them. Holes and open variables make `may`. Letter rows: the entries with a hole, as they stand.
/// `focus`: only resources that this clause may take, each of its entries by itself, so that entries of one list are
/// never told apart from each other; kNoFocus: all.
inline constexpr std::size_t kNoFocus = static_cast<std::size_t>(-1);
/// What clauses are for, so that rows that cannot help are not made.
struct UseOfClauses {
  text::Mask required;   ///< only resources that each of these may take
  text::Mask good, bad;  ///< better where they apply, better where not; in both or neither: told apart exactly
};
Result<Table> Resources(Clauses clauses, const Making& making, std::size_t focus, const UseOfClauses& use = {});

/// A few of them, where they are too many to tell apart: good for finding something, not for finding nothing.
Table SampledResources(Clauses clauses, const Making& making, std::size_t focus);

/// nullopt: no clause speaks of principals. `strangers`: unsigned requests and accounts that no clause names, alone.
std::optional<Table> Principals(Clauses clauses, const text::Sources& sources, bool strangers);

/// The keys that clauses test, folded, sorted.
std::vector<std::string> TestedKeys(Clauses clauses);
/// All values of one key. `strangers`: without the pinned values of trust keys.
Result<Table> KeyValues(const std::string& key, Clauses clauses, const Making& making, bool strangers);

/// Gathers rows, one for each pair of masks, the first kept.
class RowSet {
 public:
  /// The row of those masks, new or not.
  Row& Add(Row row);
  std::vector<Row> Take() { return std::move(rows_); }

 private:
  std::vector<Row> rows_;
  std::vector<std::uint32_t> order_;  // by masks
};

/// The clauses that lists of entries take, from the entries that take a value.
class EntryMasks {
 public:
  /// `part`: Clause::actions or Clause::resources.
  EntryMasks(Clauses clauses, Entries Clause::*part);

  /// What one entry that takes a value contributes.
  struct Hit {
    std::uint32_t clause = 0;
    bool is_out = false;
    bool is_sure = true;
    std::uint32_t atom = kNoAtom;  ///< where it is not sure: the pattern that decides
  };
  static constexpr std::uint32_t kNoAtom = 0xFFFFFFFF;
  void Reset();
  void Take(const Hit& hit);
  Row ToRow() const;

 private:
  text::Mask base_must_, base_may_, base_out_may_;
  text::Mask in_must_, in_may_, out_must_, out_may_;
};

/// Patterns with something open in them. Whether a value is taken by one is not known, but it is one answer for all the
/// clauses that hold the pattern, and it may follow from that of another.
class Atoms {
 public:
  std::uint32_t IdOf(const text::Pattern& pattern);
  /// Adds the rows of a value with these hits: one for certain searches, and one for each way the atoms can be.
  void AddRows(std::span<const EntryMasks::Hit> hits, const std::string& text, EntryMasks& masks, RowSet& rows);

 private:
  bool Follows(std::uint32_t from, std::uint32_t to);

  std::vector<text::Pattern> patterns_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> follows_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_TABLES_H_
