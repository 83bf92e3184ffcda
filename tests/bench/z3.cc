// The same questions to the library and to z3, one after the other in one process: does one policy allow what another
// does not? Ours reads the two texts and answers; z3 gets the documents as trees, and builds, encodes and solves.
//
//   bench_z3 [--timeout MILLISECONDS] [POLICY...]     every ordered pair; without policies, generated ones

#include <rapidjson/document.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/compare.h>

#include "tests/reference/evaluator.h"
#include "tests/reference/policy_generator.h"
#include "tests/z3/encoding.h"

namespace {

using iampolicy::reference::Json;
using iampolicy::z3_oracle::Told;

struct Document {
  std::string name, text;
  Json json;
};

Json FromRapid(const rapidjson::Value& value) {
  if (value.IsObject()) {
    std::vector<std::pair<std::string, Json>> members;
    for (const auto& member : value.GetObject()) members.emplace_back(member.name.GetString(), FromRapid(member.value));
    return Json::Object(std::move(members));
  }
  if (value.IsArray()) {
    std::vector<Json> items;
    for (const auto& item : value.GetArray()) items.push_back(FromRapid(item));
    return Json::List(std::move(items));
  }
  if (value.IsBool()) return Json::String(value.GetBool() ? "true" : "false");
  if (value.IsNumber()) return Json::String(std::to_string(value.GetInt64()));
  return Json::String(value.IsString() ? value.GetString() : "");
}

std::vector<Document> Read(const std::vector<std::string>& names) {
  std::vector<Document> documents;
  for (const std::string& name : names) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    rapidjson::Document parsed;
    parsed.Parse(text.str().c_str());
    if (parsed.HasParseError() || !parsed.IsObject() || !parsed.HasMember("Statement")) {
      std::fprintf(stderr, "%s is no policy\n", name.c_str());
      continue;
    }
    documents.push_back({name, text.str(), FromRapid(parsed)});
  }
  return documents;
}

std::vector<Document> Generated() {
  iampolicy::reference::Dice dice(0x5DEECE66Du);
  std::vector<Document> documents;
  while (documents.size() < 12) {
    Json json = iampolicy::reference::Document(iampolicy::reference::Statements(dice));
    if (!iampolicy::z3_oracle::IsEncoded(json)) continue;
    documents.push_back({"generated " + std::to_string(documents.size()), json.Dump(), json});
  }
  return documents;
}

double Microseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

void Report(const char* name, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::printf("%-9s median %10.0f us   most %10.0f us\n", name, times[times.size() / 2], times.back());
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> names(arguments + 1, arguments + count);
  unsigned milliseconds = 2000;
  if (names.size() >= 2 && names[0] == "--timeout") {
    milliseconds = static_cast<unsigned>(std::strtoul(names[1].c_str(), nullptr, 10));
    names.erase(names.begin(), names.begin() + 2);
  }
  const std::vector<Document> documents = names.empty() ? Generated() : Read(names);
  std::vector<double> ours, theirs, ratios;
  std::size_t not_encoded = 0, gave_up = 0, undecided = 0, disagreements = 0;
  for (const Document& existing : documents) {
    for (const Document& candidate : documents) {
      Told told = Told::kNotEncoded;
      const double z3_time =
          Microseconds([&] { told = iampolicy::z3_oracle::AskZ3(existing.json, candidate.json, milliseconds); });
      if (told == Told::kNotEncoded) {
        ++not_encoded;
        continue;
      }
      iampolicy::Verdict verdict = iampolicy::Verdict::kUnknown;
      const double our_time = Microseconds([&] {
        const auto result =
            iampolicy::CheckNoNewAccess({.kind = iampolicy::PolicyKind::kIdentity, .text = existing.text},
                                        {.kind = iampolicy::PolicyKind::kIdentity, .text = candidate.text});
        if (result.ok()) verdict = result->verdict;
      });
      ours.push_back(our_time);
      theirs.push_back(z3_time);
      ratios.push_back(z3_time / our_time);
      undecided += verdict == iampolicy::Verdict::kUnknown ? 1 : 0;
      if (told == Told::kGaveUp) {
        ++gave_up;
        continue;
      }
      const bool is_within = verdict == iampolicy::Verdict::kPass;
      if (verdict == iampolicy::Verdict::kUnknown || is_within == (told == Told::kWithin)) continue;
      ++disagreements;
      std::printf("disagreement: %s in %s\n", candidate.name.c_str(), existing.name.c_str());
    }
  }
  if (ours.empty()) {
    std::fprintf(stderr, "no pair of policies could be encoded for z3\n");
    return 2;
  }
  Report("iampolicy", ours);
  Report("z3", theirs);
  std::sort(ratios.begin(), ratios.end());
  std::printf("z3 takes %.0f times as long in the median pair; at least %.1f, at most %.0f times\n",
              ratios[ratios.size() / 2], ratios.front(), ratios.back());
  std::printf("%zu pairs asked, %zu not encoded; z3 gave up on %zu after %u ms, iampolicy on %zu; %zu disagreements\n",
              ours.size(), not_encoded, gave_up, milliseconds, undecided, disagreements);
  return disagreements == 0 ? 0 : 1;
}
