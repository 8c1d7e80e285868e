#!/usr/bin/env bash
# Renews the locks: hashes, but no index host and no path of the machine they were made on.
#   tools/lock.sh             keep the versions, take in what pyproject.toml changed
#   tools/lock.sh --upgrade   take the newest versions it allows
set -euo pipefail
cd "$(dirname "$0")/.."

# The versions already in the output file are kept where they still fit: that is uv's way.
compile() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate "$@"
}
compile pyproject.toml --group dev --group build -o requirements/dev.lock "$@"
# The two smaller locks hold the same versions as the large one: one environment fits all.
compile pyproject.toml --constraints requirements/dev.lock -o requirements/run.lock "$@"
compile --group build --constraints requirements/dev.lock -o requirements/build.lock "$@"

if command -v npm >/dev/null; then
  if [[ ${1:-} == --upgrade ]]; then rm -f package-lock.json; fi
  npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error
  .venv/bin/python tools/strip_npm_lock.py package-lock.json
fi
.venv/bin/python tools/hosts.py
