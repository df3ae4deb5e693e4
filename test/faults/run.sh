#!/usr/bin/env bash
# Puts the file store under real faults, on a real file system (README.md).
#
#   test/faults/run.sh [kills] [errors] [limits] [processes]      all where none is named
#
# Needs Linux, root, the packages built (npm test does that) and, on Debian, strace, mount and util-linux, which root is given
# where they are missing. Where the machine does not let one process trace another, or mount or unshare, it says so and fails.
# Exit status 1 where anything was lost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

folder=$(mktemp -d)
mounted=
cleanup() {
  [[ -z $mounted ]] || umount "$mounted" || true
  rm -rf "$folder"
}
trap cleanup EXIT

fail() {
  echo "run.sh: $*" >&2
  exit 1
}

# need COMMAND PACKAGE: installs the package where the command is missing.
need() {
  command -v "$1" >/dev/null && return 0
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null || fail "install $2 first: there is no $1"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  command -v "$1" >/dev/null || fail "$2 brought no $1"
}

need_strace() {
  need strace strace
  strace -f --seccomp-bpf -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO -P "$folder" true ||
    fail 'one process may not trace another here (ptrace): the checks under strace cannot be made'
}

check_limits() {
  need mount mount
  need prlimit util-linux
  mkdir "$folder/small"
  mount -t tmpfs -o size=1m,mode=700 tmpfs "$folder/small" || fail 'no tmpfs may be mounted here'
  mounted=$folder/small
  node limits.mjs "$folder/small"
}

check_processes() {
  need unshare util-linux
  unshare --pid --fork --kill-child --mount-proc true || fail 'no PID name space may be made here'
  node processes.mjs
}

[[ $(uname -s) == Linux ]] || fail 'these checks are for Linux'
if [[ $# -eq 0 ]]; then set -- kills errors limits processes; fi
for check in "$@"; do
  case $check in
    kills) need_strace && node kills.mjs ;;
    errors) need_strace && node errors.mjs ;;
    limits) check_limits ;;
    processes) check_processes ;;
    *) echo "run.sh: kills, errors, limits or processes, not $check" >&2 && exit 64 ;;
  esac
done
