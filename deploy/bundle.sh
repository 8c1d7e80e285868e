#!/usr/bin/env bash
# Packs stagewatt and everything it needs into one file, on a machine with internet, for one without.
#
#   deploy/bundle.sh [MACHINE] [PYTHON] [FOLDER]
#
# MACHINE is what `uname -m` says there (aarch64: Raspberry Pi with a 64-bit system; x86_64: a PC),
# PYTHON the version there (3.11: Debian 12; 3.13: Debian 13). Default: as on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${BUNDLE_PYTHON:-.venv/bin/python}
[[ -x $python ]] || { echo 'deploy/bundle.sh: run `make setup` first' >&2; exit 1; }
here=$("$python" -c 'import platform; print(platform.machine(), *platform.python_version_tuple()[:2])')
read -r this_machine major minor <<<"$here"
machine=${1:-$this_machine}
version=${2:-$major.$minor}
folder=${3:-dist}

name=stagewatt-$machine-py${version/./}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" "$folder"

pip=("$python" -m pip --disable-pip-version-check)
"$python" -m pip --version >/dev/null 2>&1 || { echo 'deploy/bundle.sh: this Python has no pip' >&2; exit 1; }
where=(--only-binary=:all: --python-version "$version" --implementation cp)
for age in 2_17 2_24 2_28 2_34 2_36; do where+=(--platform "manylinux_${age}_$machine"); done
where+=(--platform "manylinux2014_$machine")
"${pip[@]}" download --quiet --no-deps --require-hashes "${where[@]}" \
  -r requirements/run.lock -d "$work/$name/wheels"
# Ours is pure Python: one wheel for every machine.
"${pip[@]}" wheel --quiet --no-deps --no-build-isolation . -w "$work/$name/wheels"

cp -r deploy/. "$work/$name/"
rm -f "$work/$name/bundle.sh"
cp requirements/run.lock LICENSE NOTICE docs/installation.md "$work/$name/"
tar -C "$work" -czf "$folder/$name.tar.gz" "$name"
echo "$folder/$name.tar.gz"
