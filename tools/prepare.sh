# Sourced by tools/lint and tools/test: which packages they need, and how they come to be installed.

packages_to_build=(g++ cmake make rapidjson-dev libboost-regex-dev libfmt-dev libcli11-dev libyaml-dev)
packages_to_test=("${packages_to_build[@]}" catch2 libbenchmark-dev libz3-dev clang libclang-rt-14-dev clang-format ccache
  git python3 python3-jsonschema pre-commit)

say() { printf 'iampolicy: %s\n' "$*" >&2; }

# install_packages NAME...: installs with apt what dpkg does not know as installed; where it may not, names what is
# missing and exits with 3. Does nothing on systems without dpkg: there the build says what it does not find.
install_packages() {
  command -v dpkg-query >/dev/null || return 0
  local name missing=() as_root=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      say "these packages are missing: ${missing[*]}"
      say "install them with: sudo apt-get install ${missing[*]}"
      exit 3
    fi
  fi
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "apt could not install them; the whole log is $log"
    exit 3
  fi
  rm -f "$log"
}
