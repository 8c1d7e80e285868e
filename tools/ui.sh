#!/usr/bin/env bash
# Checks the browser's side: types by tsc, unit tests by node. Neither is needed to run a node.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/needs.sh node npm
.venv/bin/python tools/ui_budget.py
.venv/bin/python tools/vendor.py --check
if [[ -x node_modules/.bin/tsc ]]; then
  node_modules/.bin/tsc --project tsconfig.json
fi
mapfile -t tests < <(find tests/ui_js -name '*.test.js' | sort)
if command -v node >/dev/null && (( ${#tests[@]} )); then
  node --test "${tests[@]}"
fi
