#!/usr/bin/env bash
# Installs stagewatt as a service from an unpacked bundle, without internet; run again to update.
#
#   sudo ./install.sh
#
# Names, limits and the configuration are left as they are. ROOT=/some/folder installs below that
# folder and starts nothing: for images, and to look at what would be done.
set -euo pipefail
cd "$(dirname "$0")"

root=${ROOT:-}
home=$root/opt/stagewatt
say() { printf 'stagewatt: %s\n' "$*"; }
fail() { printf 'stagewatt: %s\n' "$*" >&2; exit 1; }

[[ -n $root || $(id -u) == 0 ]] || fail 'run it as root: sudo ./install.sh'
[[ -d wheels && -f run.lock ]] || fail 'run it in the unpacked bundle, where wheels/ and run.lock are'
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail 'needs Python 3.11 or newer'
"$python" -c 'import ensurepip, venv' 2>/dev/null || fail 'needs python3-venv: apt-get install python3-venv'

# Into a fresh folder, put in place in one step: a power cut leaves the old one or the new one.
say "installing into $home"
fresh=$home.new
rm -rf "$fresh"
mkdir -p "$root/opt"
"$python" -m venv --prompt stagewatt "$fresh"
pip=("$fresh/bin/python" -m pip install --quiet --disable-pip-version-check --no-index -f wheels)
"${pip[@]}" --require-hashes -r run.lock
"${pip[@]}" --no-deps wheels/stagewatt-*.whl
# Its programs name the folder that they were made in.
grep -rlZI "$fresh" "$fresh/bin" | xargs -0r sed -i "s|$fresh|$home|g"
sed -i "s|$fresh|$home|g" "$fresh/pyvenv.cfg"
"$fresh/bin/python" -m compileall -q -s "$fresh" -p "$home" "$fresh/lib" >/dev/null || true
rm -rf "$home.old"
[[ ! -e $home ]] || mv "$home" "$home.old"
mv "$fresh" "$home"

say 'placing the service'
place() { install -D -m "$1" "$2" "$root$3"; }
place 644 stagewatt.service /etc/systemd/system/stagewatt.service
place 644 sysusers.d/stagewatt.conf /usr/lib/sysusers.d/stagewatt.conf
place 644 modules-load.d/stagewatt.conf /usr/lib/modules-load.d/stagewatt.conf
place 644 udev/60-stagewatt.rules /etc/udev/rules.d/60-stagewatt.rules
install -d -m 755 "$root/etc/stagewatt"
if [[ ! -e $root/etc/stagewatt/node.toml ]]; then
  place 644 examples/viewer.toml /etc/stagewatt/node.toml
fi
"$home/bin/stagewatt" config check "$root/etc/stagewatt/node.toml"

if [[ -n $root ]]; then
  say "installed below $root; nothing was started"
  exit 0
fi
systemd-sysusers /usr/lib/sysusers.d/stagewatt.conf
modprobe -a -q $(grep -v '^#' modules-load.d/stagewatt.conf) || true
udevadm control --reload && udevadm trigger --subsystem-match=leds --subsystem-match=input || true
systemctl daemon-reload
systemctl enable --quiet stagewatt
systemctl restart stagewatt
rm -rf "$home.old"
say 'runs; `systemctl status stagewatt` tells what it does, /etc/stagewatt/node.toml which racks it reads'
