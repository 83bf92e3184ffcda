// What was extracted, as JSON. The documents are JSON texts already and go in as they are.

#include <iampolicy/extract.h>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {

namespace {

using report::JsonWriter;

void Write(JsonWriter& writer, const ExtractedPolicy& policy) {
  writer.Object([&] {
    writer.Member("owner", policy.owner);
    writer.Member("path", policy.path);
    writer.Member("policyType", PolicyTypeName(policy.kind));
    writer.Member("resourceType", policy.resource_type);
    writer.Member("line", policy.start.line);
    writer.Member("column", policy.start.column);
    if (policy.synthesized) writer.Member("synthesized", true);
    if (policy.reconstructed) writer.Member("reconstructed", true);
    writer.Key("document");
    writer.Raw(policy.document);
  });
}

void Write(JsonWriter& writer, const ExtractedFile& file) {
  writer.Object([&] {
    writer.Member("file", file.file);
    if (file.error) {
      writer.Object("error", [&] {
        writer.Member("line", file.error->line);
        writer.Member("column", file.error->column);
        writer.Member("message", file.error->message);
      });
    } else {
      writer.Key("error");
      writer.Null();
    }
    writer.Array("policies", [&] {
      for (const ExtractedPolicy& policy : file.policies) Write(writer, policy);
    });
    writer.Array("diagnostics", [&] {
      for (const ExtractNote& note : file.notes) {
        writer.Object([&] {
          writer.Member("line", note.line);
          writer.Member("message", note.message);
        });
      }
    });
  });
}

}  // namespace

std::string ToJson(std::span<const ExtractedFile> files) {
  JsonWriter writer;
  writer.Object([&] {
    writer.Array("files", [&] {
      for (const ExtractedFile& file : files) Write(writer, file);
    });
  });
  return writer.Take();
}

}  // namespace v0
}  // namespace iampolicy
