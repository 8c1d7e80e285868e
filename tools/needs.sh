#!/usr/bin/env bash
# Sees to it that the named system programs are there: tools/needs.sh venv chromium node npm tshark mbpoll ip ...
#
# Installs what is missing by apt where it may (root, or sudo without a password). Where it may
# not, it names what is missing and what that leaves out; under CI=true that is a failure.
set -euo pipefail

declare -A package=(
  [venv]=python3-venv [chromium]=chromium [node]=nodejs [npm]=npm [tshark]=tshark [mbpoll]=mbpoll
  [avahi-daemon]=avahi-daemon [avahi-browse]=avahi-utils [dbus-daemon]=dbus
  [nmblookup]=samba-common-bin [nft]=nftables [ip]=iproute2 [zbarimg]=zbar-tools
)
declare -A leaves_out=(
  [venv]='everything: no environment can be made'
  [chromium]='the browser tests'
  [node]="the UI's unit tests"
  [npm]="the UI's type check and the accessibility tests"
  [tshark]='the tests in which tshark reads our Modbus traffic'
  [mbpoll]='the tests in which mbpoll asks our simulated rack'
  [avahi-daemon]='the tests in which avahi finds our names'
  [avahi-browse]='the tests in which avahi finds our names'
  [dbus-daemon]='the tests in which avahi finds our names'
  [nmblookup]='the tests in which nmblookup finds our names'
  [zbarimg]='the test in which a scanner reads our QR codes'
  [ip]='the tests on hosts of their own, in network namespaces'
  [nft]='the test of `stagewatt doctor` behind a firewall'
)

there() {
  case $1 in
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing() {
  local each
  for each in "$@"; do there "$each" || printf '%s\n' "$each"; done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif sudo -n true 2>/dev/null; then
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  else
    return 1
  fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  as_root apt-get update -qq >&2 || return 1
  as_root apt-get install -y -qq --no-install-recommends "$@" >&2
}

mapfile -t lacking < <(missing "$@")
(( ${#lacking[@]} )) || exit 0

packages=()
for each in "${lacking[@]}"; do packages+=("${package[$each]}"); done
echo "stagewatt: installing ${packages[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt_install "${packages[@]}" || echo "stagewatt: could not install ${packages[*]} by apt" >&2

mapfile -t lacking < <(missing "$@")
(( ${#lacking[@]} )) || exit 0
for each in "${lacking[@]}"; do
  echo "LEFT OUT: ${leaves_out[$each]} (no '$each'; apt-get install ${package[$each]})"
done
[[ ${CI:-} != true ]]
