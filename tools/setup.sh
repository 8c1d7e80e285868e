#!/usr/bin/env bash
# Makes .venv from the hashed locks and puts stagewatt in it, editable. Called by make.
#
#   tools/setup.sh run    what a node or the demo needs
#   tools/setup.sh dev    that, and the tools that check and test
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-run}
venv=.venv
stamp=$venv/.$kind
# What a person asked for by PYTHON=..., else the first of these that is new enough.
candidates=(${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11)

say() { printf 'stagewatt: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local each
  for each in "${candidates[@]}"; do
    if new_enough "$each"; then command -v "$each"; return; fi
  done
  fail "needs Python 3.11 or newer and found none. On Debian 12 or newer:
  apt-get install python3 python3-venv
Elsewhere, name one: make setup PYTHON=/path/to/python3.11"
}

has_pip() { "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

# An environment that was copied or moved with its folder still points at the old place.
is_ours() {
  [[ -x $venv/bin/python && -f $venv/.where && $(<"$venv/.where") == "$PWD" ]] &&
    new_enough "$venv/bin/python"
}

make_venv() {
  local python=$1
  rm -rf "$venv"
  # --copies is not used: a link to the system's Python follows its security updates.
  if "$python" -m venv "$venv" >"$log" 2>&1; then return; fi
  rm -rf "$venv"
  say "'$python -m venv' did not work; trying without its own pip"
  # Debian without python3-venv lands here: venv is there, ensurepip is not.
  if { "$python" -m venv --without-pip "$venv" || virtualenv --no-download -p "$python" "$venv" ||
       uv venv --quiet --python "$python" "$venv"; } >>"$log" 2>&1 && choose_installer "$python"; then
    return
  fi
  rm -rf "$venv"
  cat "$log" >&2
  fail "cannot make an environment: python3-venv is missing. On Debian:
  apt-get install python3-venv
Then run make again. (pip 22.3 or newer, uv or virtualenv on the PATH would do as well.)"
}

# pip inside, else a pip outside that can be pointed at another Python, else uv.
choose_installer() {
  local python=$1
  if has_pip; then
    installer=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check)
  elif "$python" -m pip --python "$venv/bin/python" --version >/dev/null 2>&1; then
    installer=("$python" -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check)
  elif uv --version >/dev/null 2>&1; then
    installer=(uv pip install --quiet --python "$venv/bin/python")
  else
    return 1
  fi
}

install_all() {
  "${installer[@]}" --require-hashes -r requirements/build.lock -r "requirements/$kind.lock" ||
    fail "could not install requirements/$kind.lock: see the lines above. A first set-up needs the network."
  "${installer[@]}" --no-deps --no-build-isolation --editable . ||
    fail "could not install stagewatt itself: see the lines above."
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
python=$(find_python)
is_ours || make_venv "$python"
choose_installer "$python" || { make_venv "$python"; choose_installer "$python"; }
say "installing requirements/$kind.lock into $venv"
install_all
pwd >"$venv/.where"
touch "$venv/.run" "$stamp"
