#!/usr/bin/env bash
# Checks logs, membership, checkpoints and proofs by programs that share nothing with the library.
#
#   test/interop/run.sh [python] [go] [nginx]      all where none is named
#
# python: every log of test/logs, the Ed25519 vectors and the example of the specification, by a checker
#         written from docs/spec/ledger.md; the same entries bent, and membership, against what the
#         library says. BENT=50000 BENT_SEED=7 bends more of them, and otherwise.
# go:     checkpoints, proofs and tiles of a ledger, and tiles of 70,000 leaves, by golang.org/x/mod/sumdb.
# nginx:  a ledger's public/ folder behind nginx, as docs/guides/run-your-own-ledger.md has it: read by
#         accord-ledger, and by the same Go program.
#
# Needs the packages built (npm test does that) and, on Debian, python3-cryptography, golang-go,
# golang-golang-x-mod-dev and nginx-light, which root is given where they are missing. Exit status 1 where any disagrees.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

updated=
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# need PACKAGE...: installs those that are missing.
need() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if ! command -v apt-get >/dev/null || [[ $(id -u) -ne 0 ]]; then
    echo "run.sh: install ${missing[*]} first" >&2
    return 1
  fi
  [[ -n $updated ]] || apt-get update -qq
  updated=yes
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

check_python() {
  need python3-cryptography
  mkdir "$folder/python"
  node make-members.mjs "$folder/python"
  export PYTHONDONTWRITEBYTECODE=1
  /usr/bin/python3 python/bend_logs.py ../logs/valid "${BENT_SEED:-1}" "${BENT:-4000}" "$folder/bent.jsonl"
  node compare-bent.mjs "$folder/bent.jsonl"
  /usr/bin/python3 python/compare_members.py "$folder/python/members.jsonl"
  /usr/bin/python3 python/compare_logs.py ../logs ../vectors/ed25519.json \
    ../../docs/spec/example.jsonl "$folder/python/ledger"
}

check_go() {
  need golang-go golang-golang-x-mod-dev
  mkdir "$folder/go" "$folder/tiles"
  node make-proofs.mjs "$folder/go"
  node make-tiles.mjs "$folder/tiles"
  build_go
  "$folder/check" "$folder/go"
  "$folder/check" tiles "$folder/tiles/tiles.json"
}

build_go() {
  need golang-go golang-golang-x-mod-dev
  [[ -x $folder/check ]] || GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$folder/cache" GOFLAGS= \
    go build -o "$folder/check" go/main.go go/notes.go go/proofs.go go/tiles.go
}

check_nginx() {
  command -v nginx >/dev/null || need nginx-light
  build_go
  mkdir "$folder/nginx"
  node nginx.mjs "$folder/nginx" "$folder/check"
}

if [[ $# -eq 0 ]]; then set -- python go nginx; fi
for checker in "$@"; do
  case $checker in
    python) check_python ;;
    go) check_go ;;
    nginx) check_nginx ;;
    *) echo "run.sh: python, go or nginx, not $checker" >&2 && exit 64 ;;
  esac
done
