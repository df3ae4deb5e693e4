#!/usr/bin/env bash
# Runs the library in a real browser, and compares what it says there with what it says in Node (run.mjs).
#
#   test/browser/run.sh
#   CHROMIUM=/opt/chromium/chrome test/browser/run.sh      by this browser of the Chromium family
#
# Needs the packages built (npm test does that) and a Chromium; on Debian root is given one where there is none.
# Exit status 1 where a verdict differs, where the page fails, or where it does not answer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMES=(chromium chromium-browser google-chrome google-chrome-stable)

fail() {
  echo "run.sh: $*" >&2
  exit 1
}

# find NAME...: the path of the first one that there is.
find() {
  for name in "$@"; do
    command -v "$name" && return 0
  done
  return 1
}

if [[ -n ${CHROMIUM:-} ]]; then
  browser=$(find "$CHROMIUM") || fail "there is no $CHROMIUM, which CHROMIUM names"
elif ! browser=$(find "${NAMES[@]}"); then
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null ||
    fail "there is no browser: install chromium first, or name one in CHROMIUM (looked for ${NAMES[*]})"
  apt-get update -qq || echo 'run.sh: apt-get update failed; what it knew before may do' >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
    fail 'chromium could not be installed: install it, or name another browser in CHROMIUM'
  browser=$(find "${NAMES[@]}") || fail 'the package chromium brought no chromium'
fi
exec node run.mjs "$browser"
