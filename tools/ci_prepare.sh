#!/usr/bin/env bash
# Installs the system packages that the tests use, where they are missing and may be installed.
# A package that cannot be had is said aloud, not fatal: the tests that need it fail by name.
set -euo pipefail

need() { # need COMMAND PACKAGE
    if command -v "$1" >/dev/null; then
        return
    fi
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        echo "ci_prepare: $1 is missing; install the system package $2" >&2
        return
    fi
    echo "ci_prepare: installing $2, since $1 is missing" >&2
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$2" ||
        echo "ci_prepare: could not install $2; what needs $1 will fail" >&2
}

need gcc gcc # compiles the reference loop of the benchmark check
