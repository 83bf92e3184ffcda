#include "lib/catalog/compile.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "lib/catalog/tables.h"
#include "lib/text/utf8.h"

namespace iampolicy::catalog {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> SplitList(std::string_view text) {
  return text.empty() ? std::vector<std::string_view>() : Split(text, ',');
}

constexpr std::pair<std::string_view, KeyType> kKeyTypes[] = {
    {"String", KeyType::kString}, {"ARN", KeyType::kArn},   {"Numeric", KeyType::kNumeric},
    {"Date", KeyType::kDate},     {"Bool", KeyType::kBool}, {"IPAddress", KeyType::kIpAddress},
    {"Binary", KeyType::kBinary},
};
constexpr std::string_view kArrayOf = "ArrayOf";

/// The glob that takes the instances of a templated key: ${TagKey} is one character or more.
std::string InstanceGlob(std::string_view key) {
  std::string glob;
  while (!key.empty()) {
    const std::size_t start = key.find("${");
    glob += key.substr(0, start);
    if (start == std::string_view::npos) break;
    glob += "?*";
    const std::size_t end = key.find('}', start);
    key.remove_prefix(end == std::string_view::npos ? key.size() : end + 1);
  }
  return glob;
}

using Row = std::vector<std::string_view>;

/// A file cut into rows, checked for order: names must rise in the order of their folded bytes.
struct Table {
  std::string_view name;
  std::vector<Row> rows;
  std::unordered_map<std::string, std::uint32_t> by_name;  // folded

  std::uint32_t Find(std::string_view row_name) const {
    const auto found = by_name.find(text::FoldAscii(row_name));
    return found == by_name.end() ? kNone : found->second;
  }
};

class Compiler {
 public:
  Result<Compiled> Run(const TextTables& tables) {
    Read(services_, "services.tsv", tables.services, 3);
    Read(actions_, "actions.tsv", tables.actions, 5);
    Read(types_, "resource_types.tsv", tables.resource_types, 3);
    Read(keys_, "condition_keys.tsv", tables.condition_keys, 3);
    Read(operations_, "operations.tsv", tables.operations, 3);
    if (error_) return *error_;
    list_starts_ = {0, 0};
    lists_by_content_[{}] = 0;
    AddSource(tables.source);
    AddServices();
    AddKeys();
    AddTypes();
    AddActions();
    AddOperations();
    if (error_) return *error_;
    return Join();
  }

 private:
  std::vector<std::uint32_t>& section(Section which) { return sections_[static_cast<std::uint32_t>(which)]; }

  void Fail(std::string_view file, std::size_t row, std::string what) {
    if (!error_) error_ = Error{std::string(file) + ":" + std::to_string(row + 1) + ": " + std::move(what)};
  }

  void Read(Table& table, std::string_view name, std::string_view content, std::size_t fields) {
    table.name = name;
    if (!content.ends_with('\n')) return Fail(name, 0, "the file is empty or its last line has no end");
    content.remove_suffix(1);
    std::string last;
    for (const std::string_view line : Split(content, '\n')) {
      const std::size_t index = table.rows.size();
      table.rows.push_back(Split(line, '\t'));
      if (table.rows.back().size() != fields) {
        return Fail(name, index, "expected " + std::to_string(fields) + " fields");
      }
      std::string folded = text::FoldAscii(table.rows.back()[0]);
      if (index > 0 && folded <= last) return Fail(name, index, "`" + folded + "` does not come after `" + last + "`");
      last = folded;
      table.by_name.emplace(std::move(folded), static_cast<std::uint32_t>(index));
    }
  }

  /// Starts a section of names; names are then added and the section closed.
  void AddName(Section which, std::string_view name) {
    section(which).push_back(static_cast<std::uint32_t>(names_.size()));
    names_ += name;
  }
  void CloseNames(Section which) { section(which).push_back(static_cast<std::uint32_t>(names_.size())); }

  template <class Name>
  void AddNames(Section which, const Table& table, Name name) {
    for (const Row& row : table.rows) AddName(which, name(row));
    CloseNames(which);
  }

  std::uint32_t AddList(std::vector<std::uint32_t> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    const auto [found, is_new] =
        lists_by_content_.emplace(std::move(list), static_cast<std::uint32_t>(list_starts_.size() - 1));
    if (is_new) {
      lists_.insert(lists_.end(), found->first.begin(), found->first.end());
      list_starts_.push_back(static_cast<std::uint32_t>(lists_.size()));
    }
    return found->second;
  }

  /// The rows of `table` that a field lists.
  std::uint32_t AddReferences(const Table& from, std::size_t row, std::string_view field, const Table& table) {
    std::vector<std::uint32_t> ids;
    for (const std::string_view name : SplitList(field)) {
      ids.push_back(table.Find(name));
      if (ids.back() == kNone) {
        Fail(from.name, row, "`" + std::string(name) + "` is not in " + std::string(table.name));
      }
    }
    return AddList(std::move(ids));
  }

  void AddSource(std::string_view content) {
    std::string package, version, date;
    for (const std::string_view line : Split(content, '\n')) {
      const Row row = Split(line, '\t');
      if (row.size() != 2) continue;
      if (row[0] == "package") package = row[1];
      if (row[0] == "version") version = row[1];
      if (row[0] == "date") date = row[1];
    }
    if (package.empty() || version.empty() || date.size() != 10) {
      return Fail("source.tsv", 0, "expected a package, a version and a date");
    }
    AddName(Section::kSource, date);
    AddName(Section::kSource, package + " " + version);
    CloseNames(Section::kSource);
  }

  void AddServices() {
    AddNames(Section::kServicePrefixes, services_,
             [](const Row& row) { return row[0].substr(0, row[0].size() - row[0].ends_with(':')); });
    AddNames(Section::kServiceNames, services_, [](const Row& row) { return row[1]; });
    for (std::size_t i = 0; i < services_.rows.size(); ++i) {
      const Row& row = services_.rows[i];
      if (!row[0].ends_with(':')) Fail(services_.name, i, "a service ends with a colon here");
      section(Section::kServiceRcp).push_back(row[2] == "rcp" ? 1 : 0);
    }
  }

  void AddKeys() {
    AddNames(Section::kKeyNames, keys_, [](const Row& row) { return row[0]; });
    for (std::size_t i = 0; i < keys_.rows.size(); ++i) {
      const Row& row = keys_.rows[i];
      std::string_view type = row[1];
      const bool multivalued = type.starts_with(kArrayOf);
      if (multivalued) type.remove_prefix(kArrayOf.size());
      const auto* known = std::find_if(std::begin(kKeyTypes), std::end(kKeyTypes),
                                       [&](const auto& each) { return each.first == type; });
      if (known == std::end(kKeyTypes)) {
        Fail(keys_.name, i, "unknown type `" + std::string(row[1]) + "`");
        continue;
      }
      section(Section::kKeyInfo)
          .push_back(static_cast<std::uint32_t>(known->second) | (multivalued ? 1u << 8 : 0) |
                     (row[2] == "global" ? 1u << 9 : 0));
      const std::size_t placeholder = row[0].find("${");
      if (placeholder == std::string_view::npos) continue;
      if (placeholder < kTemplateHead) Fail(keys_.name, i, "a key begins with letters of its own");
      section(Section::kTemplates).push_back(static_cast<std::uint32_t>(i));
    }
    for (const std::uint32_t id : section(Section::kTemplates)) {
      AddName(Section::kTemplateGlobs, InstanceGlob(keys_.rows[id][0]));
    }
    CloseNames(Section::kTemplateGlobs);
  }

  /// The service of "service:name"; its row in services.tsv.
  std::uint32_t ServiceOf(const Table& table, std::size_t row) {
    const std::string_view name = table.rows[row][0];
    const std::uint32_t service = services_.Find(name.substr(0, name.find(':') + 1));
    if (service == kNone) Fail(table.name, row, "the service of `" + std::string(name) + "` is not in services.tsv");
    return service;
  }

  static std::string_view WithoutService(const Row& row) { return row[0].substr(row[0].find(':') + 1); }

  /// The ends of the third and fifth colon's fields, see tables.h.
  static std::uint32_t Cuts(std::string_view format) {
    std::size_t at = 0;
    std::uint32_t cuts = 0;
    for (int field = 0; field < 5 && at != std::string_view::npos; ++field) {
      const std::size_t colon = format.find(':', at);
      if (colon == std::string_view::npos) break;
      if (field == 2) cuts = static_cast<std::uint32_t>(colon);
      at = colon + 1;
    }
    return cuts | static_cast<std::uint32_t>(at) << 16;
  }

  void AddTypes() {
    AddNames(Section::kTypeNames, types_, WithoutService);
    std::map<std::string, std::vector<std::uint32_t>> by_arn_service;
    for (std::size_t i = 0; i < types_.rows.size(); ++i) {
      const Row& row = types_.rows[i];
      section(Section::kTypeServices).push_back(ServiceOf(types_, i));
      section(Section::kTypeKeys).push_back(AddReferences(types_, i, row[2], keys_));
      section(Section::kTypeFormats).push_back(static_cast<std::uint32_t>(section(Section::kFormats).size()));
      for (const std::string_view format : SplitList(row[1])) {
        AddName(Section::kFormats, format);
        const Row fields = Split(format, ':');
        section(Section::kFormatCuts).push_back(Cuts(format));
        if (fields.size() < 6) {
          Fail(types_.name, i, "`" + std::string(format) + "` is not a whole ARN");
        } else if (fields[2].find("${") == std::string_view::npos) {
          by_arn_service[text::FoldAscii(fields[2])].push_back(static_cast<std::uint32_t>(i));
        }
      }
    }
    section(Section::kTypeFormats).push_back(static_cast<std::uint32_t>(section(Section::kFormats).size()));
    CloseNames(Section::kFormats);
    for (auto& [name, ids] : by_arn_service) {
      AddName(Section::kArnServices, name);
      section(Section::kArnServiceTypes).push_back(AddList(std::move(ids)));
    }
    CloseNames(Section::kArnServices);
  }

  static std::optional<std::uint32_t> LevelFrom(std::string_view name) {
    for (std::uint32_t level = 0; level < kLevels; ++level) {
      if (Name(static_cast<AccessLevel>(level)) == name) return level;
    }
    return std::nullopt;
  }

  void AddActions() {
    AddNames(Section::kActionNames, actions_, WithoutService);
    const std::uint32_t words = BitmapWords(static_cast<std::uint32_t>(actions_.rows.size()));
    section(Section::kBits).resize(std::size_t{words} * kBitmaps);
    std::vector<std::uint32_t>& starts = section(Section::kServiceStarts);
    for (std::uint32_t i = 0; i < actions_.rows.size(); ++i) {
      const Row& row = actions_.rows[i];
      const std::uint32_t service = ServiceOf(actions_, i);
      const std::optional<std::uint32_t> level = LevelFrom(row[1]);
      if (!level) Fail(actions_.name, i, "unknown access level `" + std::string(row[1]) + "`");
      if (error_) return;
      while (starts.size() <= service) starts.push_back(i);
      section(Section::kActionInfo).push_back(*level | service << 8);
      const auto mark = [&](std::uint32_t bitmap) {
        section(Section::kBits)[std::size_t{bitmap} * words + i / 32] |= 1u << (i % 32);
      };
      mark(*level);
      if (row[2].empty()) mark(kWithoutResources);
      AddUses(i, service);
    }
    while (starts.size() <= services_.rows.size()) starts.push_back(static_cast<std::uint32_t>(actions_.rows.size()));
    for (std::uint32_t bitmap = 0; bitmap < kBitmaps; ++bitmap) {
      std::uint32_t sum = 0;
      for (std::uint32_t word = 0; word < words; ++word) {
        section(Section::kBitSums).push_back(sum);
        sum += static_cast<std::uint32_t>(std::popcount(section(Section::kBits)[std::size_t{bitmap} * words + word]));
      }
    }
  }

  void AddUses(std::uint32_t action, std::uint32_t service) {
    const Row& row = actions_.rows[action];
    std::vector<std::uint32_t> types, required;
    for (std::string_view name : SplitList(row[2])) {
      const bool is_required = name.ends_with('*');
      if (is_required) name.remove_suffix(1);
      types.push_back(types_.Find(std::string(services_.rows[service][0]) + std::string(name)));
      if (types.back() == kNone) {
        return Fail(actions_.name, action, "`" + std::string(name) + "` is not in resource_types.tsv");
      }
      if (is_required) required.push_back(types.back());
    }
    section(Section::kActionTypes).push_back(AddList(std::move(types)));
    section(Section::kActionRequired).push_back(AddList(std::move(required)));
    section(Section::kActionKeys).push_back(AddReferences(actions_, action, row[3], keys_));
    section(Section::kActionDependent).push_back(AddReferences(actions_, action, row[4], actions_));
  }

  void AddOperations() {
    for (std::size_t i = 0; i < operations_.rows.size(); ++i) {
      const Row& row = operations_.rows[i];
      if (actions_.Find(row[0]) != kNone)
        Fail(operations_.name, i, "`" + std::string(row[0]) + "` is an action itself");
      if (actions_.Find(row[1]) == kNone) Fail(operations_.name, i, "`" + std::string(row[1]) + "` is not an action");
      if (!row[2].starts_with("https://")) Fail(operations_.name, i, "expected the source's address");
      AddName(Section::kOperations, text::FoldAscii(row[0]));
    }
    CloseNames(Section::kOperations);
    AddNames(Section::kOperationsBy, operations_, [](const Row& row) { return row[1]; });
  }

  Compiled Join() {
    section(Section::kListStarts) = std::move(list_starts_);
    section(Section::kLists) = std::move(lists_);
    Compiled out;
    out.words.resize(kSections + 2);
    out.words[0] = kFormat;
    for (std::uint32_t s = 0; s < kSections; ++s) {
      out.words[1 + s] = static_cast<std::uint32_t>(out.words.size());
      out.words.insert(out.words.end(), sections_[s].begin(), sections_[s].end());
    }
    out.words[1 + kSections] = static_cast<std::uint32_t>(out.words.size());
    out.names = std::move(names_);
    return out;
  }

  Table services_, actions_, types_, keys_, operations_;
  std::array<std::vector<std::uint32_t>, kSections> sections_;
  std::string names_;
  std::vector<std::uint32_t> list_starts_, lists_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> lists_by_content_;
  std::optional<Error> error_;
};

}  // namespace

Result<Compiled> Compile(const TextTables& tables) { return Compiler().Run(tables); }

}  // namespace iampolicy::catalog
