#include <iampolicy/analyzer.h>

#include <cstdio>

int main() {
  const auto report =
      iampolicy::Lint(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})");
  for (const auto& finding : report.findings) std::puts(finding.rule.c_str());
  return report.findings.empty() ? 1 : 0;
}
