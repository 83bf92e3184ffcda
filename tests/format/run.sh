#!/usr/bin/env bash
# Whether every C++ file that git knows is as clang-format writes it.
set -euo pipefail
cd "$1"
command -v clang-format >/dev/null || {
  echo "clang-format is not installed"
  [ "${CI:-}" = true ] && exit 1
  exit 77
}
git ls-files -z -- '*.cc' '*.h' | while IFS= read -r -d '' file; do [ -f "$file" ] && printf '%s\0' "$file"; done |
  xargs -0 clang-format --dry-run --Werror
echo "every file is formatted"
