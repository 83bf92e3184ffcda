#ifndef IAMPOLICY_LIB_REPORT_JSON_WRITER_H_
#define IAMPOLICY_LIB_REPORT_JSON_WRITER_H_

// JSON out of this library: RapidJSON's writer with the members of an object in one call each. File names and excerpts
// may hold any bytes; ill-formed ones become U+FFFD, so that the output is always well-formed.

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/text/utf8.h"

namespace iampolicy::report {

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) { writer_.SetIndent(' ', 2); }

  void Key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

  void String(std::string_view value) {
    if (!text::FindInvalidUtf8(value)) {
      writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
      return;
    }
    std::string repaired;
    for (std::size_t at = 0; at < value.size();) {
      const text::CodePoint point = text::DecodeUtf8(value, at);
      text::AppendUtf8(repaired, point.value);
      at += point.length;
    }
    writer_.String(repaired.data(), static_cast<rapidjson::SizeType>(repaired.size()));
  }
  void Number(std::uint64_t value) { writer_.Uint64(value); }
  void Bool(bool value) { writer_.Bool(value); }
  void Null() { writer_.Null(); }
  /// A value that is JSON text already.
  void Raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  void Member(std::string_view name, std::string_view value) {
    Key(name);
    String(value);
  }
  void Member(std::string_view name, const char* value) { Member(name, std::string_view(value)); }
  void Member(std::string_view name, std::same_as<bool> auto value) {
    Key(name);
    Bool(value);
  }
  void Member(std::string_view name, std::unsigned_integral auto value) requires(!std::same_as<decltype(value), bool>) {
    Key(name);
    Number(value);
  }
  /// The member only where there is a value to tell.
  void OptionalMember(std::string_view name, std::string_view value) {
    if (!value.empty()) Member(name, value);
  }

  template <class Body>
  void Object(Body body) {
    writer_.StartObject();
    body();
    writer_.EndObject();
  }
  template <class Body>
  void Object(std::string_view name, Body body) {
    Key(name);
    Object(body);
  }
  template <class Body>
  void Array(std::string_view name, Body body) {
    Key(name);
    writer_.StartArray();
    body();
    writer_.EndArray();
  }
  template <class Range>
  void StringArray(std::string_view name, const Range& values) {
    Array(name, [&] {
      for (const auto& value : values) String(value);
    });
  }

  /// The text with a line end.
  std::string Take() {
    buffer_.Put('\n');
    return std::string(buffer_.GetString(), buffer_.GetSize());
  }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_;
};

}  // namespace iampolicy::report

#endif  // IAMPOLICY_LIB_REPORT_JSON_WRITER_H_
