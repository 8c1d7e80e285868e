#!/usr/bin/env bash
# The whole test suite under coverage, child processes included, then the coverage gate.
# Arguments go to pytest; with any (a file, -k ...) it is a part of the suite and the gate is not asked.
set -euo pipefail
cd "$(dirname "$0")/.."

# A solver of a few dozen unknowns gains nothing from threads; they would only contend for the cores.
export OPENBLAS_NUM_THREADS=1
# Each of the many processes that tests start would compile the whole package anew.
unset PYTHONDONTWRITEBYTECODE

left_out=$(mktemp)
trap 'rm -f "$left_out"' EXIT
tools/needs.sh chromium node npm tshark mbpoll ip nft \
  avahi-daemon avahi-browse dbus-daemon nmblookup zbarimg >"$left_out" || { cat "$left_out" >&2; exit 1; }

# What the machine cannot run is deselected by its marker, and named at the end.
marks='not long and not peers'
command -v chromium >/dev/null || marks+=' and not browser'
[[ $(id -u) == 0 ]] && ip netns list >/dev/null 2>&1 || {
  marks+=' and not netns'
  echo 'LEFT OUT: the tests on hosts of their own (they need root)' >>"$left_out"
}
{ command -v tshark && command -v mbpoll; } >/dev/null || marks+=' and not wire'

.venv/bin/coverage erase
status=0
if (( $# == 0 )); then
  # What fills the machine by itself comes last and alone, so that nothing waits for its turn.
  .venv/bin/coverage run -m pytest -n 2 -m "$marks and not alone" || status=$?
  (( status )) || .venv/bin/coverage run -m pytest -n 0 -m "$marks and alone" || status=$?
else
  .venv/bin/coverage run -m pytest -n 2 -m "$marks" "$@" || status=$?
fi
if (( $# == 0 && status == 0 )); then
  .venv/bin/coverage combine --quiet
  .venv/bin/python tools/coverage_gate.py || status=$?
fi
cat "$left_out"
exit "$status"
