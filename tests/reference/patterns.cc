// See patterns.h.

#include "tests/reference/patterns.h"

#include <cstddef>

#include "tests/reference/texts.h"

namespace iampolicy::reference {
namespace {

std::vector<std::string> Characters(const std::string& text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !characters.empty()) {
      characters.back() += c;
    } else {
      characters.emplace_back(1, c);
    }
  }
  return characters;
}

void AddLiteral(std::vector<Piece>& pieces, const std::string& text) {
  for (const std::string& character : Characters(text)) pieces.push_back({character, 0});
}

}  // namespace

std::optional<std::vector<Piece>> Pieces(const std::string& text, bool has_wildcards, bool has_variables,
                                         const Request& request) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text.find('}', at);
    if (has_variables && text.compare(at, 2, "${") == 0 && close != std::string::npos) {
      const std::string inside = text.substr(at + 2, close - at - 2);
      at = close + 1;
      if (inside == "*" || inside == "?" || inside == "$") {
        pieces.push_back({inside, 0});
        continue;
      }
      const std::size_t comma = inside.find(',');
      const std::string name = inside.substr(0, comma);
      const Key* key = Find(request, name);
      if (key != nullptr) {
        if (key->is_set) return std::nullopt;
        AddLiteral(pieces, key->values[0]);
      } else if (comma != std::string::npos) {
        const std::size_t open = inside.find('\'');
        AddLiteral(pieces, inside.substr(open + 1, inside.rfind('\'') - open - 1));
      } else {
        return std::nullopt;
      }
      continue;
    }
    if (has_wildcards && (text[at] == '*' || text[at] == '?')) {
      pieces.push_back({"", text[at]});
      ++at;
      continue;
    }
    std::string character(1, text[at++]);
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) character += text[at++];
    pieces.push_back({character, 0});
  }
  return pieces;
}

// By table: can pieces[i..] take characters[j..]?
bool Take(const std::vector<Piece>& pieces, const std::string& text) {
  const std::vector<std::string> characters = Characters(text);
  std::vector<std::vector<bool>> can(pieces.size() + 1, std::vector<bool>(characters.size() + 1, false));
  can[pieces.size()][characters.size()] = true;
  for (std::size_t i = pieces.size(); i-- > 0;) {
    for (std::size_t j = characters.size() + 1; j-- > 0;) {
      const bool has_next = j < characters.size();
      if (pieces[i].wildcard == '*') {
        can[i][j] = can[i + 1][j] || (has_next && can[i][j + 1]);
      } else if (has_next && (pieces[i].wildcard == '?' || pieces[i].character == characters[j])) {
        can[i][j] = can[i + 1][j + 1];
      }
    }
  }
  return can[0][0];
}

bool Glob(const std::string& pattern, const std::string& text) {
  return Take(*Pieces(pattern, true, false, Request()), text);
}

}  // namespace iampolicy::reference
