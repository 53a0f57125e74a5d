#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
#
# Makes the virtual environment, or finds that it is ready: sh tools/environment.sh runtime|dev
#
# An environment is trusted only when the file `ready-...` in it names exactly this lock, this pyproject.toml and this
# folder. That file is written last, so an installation that failed or was killed is made again from nothing.
#
# The development environment also gets Spark, for one test, in the folder spark inside it, from a lock of its own. Its
# publisher gives no wheel, so it is built with the setuptools of the development lock; its hash is checked all the same.
#
# VENV    the folder of the environment (.venv)
# PYTHON  the Python to make it with (the newest of 3.13, 3.12 and 3.11 that is found)
set -eu

profile=${1:?usage: sh tools/environment.sh runtime|dev}
venv=${VENV:-.venv}
spark=requirements-spark.lock
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$here"

case $profile in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "environment: '$profile' is not runtime or dev." >&2; exit 2 ;;
esac

say() { echo "speelveld: $*" >&2; }

suits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if suits "$PYTHON"; then echo "$PYTHON"; return; fi
        say "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 that can make a virtual environment."
    else
        for candidate in python3.13 python3.12 python3.11 python3 python; do
            if suits "$candidate"; then echo "$candidate"; return; fi
        done
        say "no Python 3.11, 3.12 or 3.13 with the venv module was found."
    fi
    say "Install one (on Debian and Ubuntu also its -venv package), or name it: make run PYTHON=/path/to/python3.12"
    exit 1
}

# What the environment must have been made from. The folder counts, since a virtual environment cannot be moved.
wanted() {
    {
        cat "$1" pyproject.toml
        if [ "$1" = requirements-dev.lock ] && [ -f "$spark" ]; then cat "$spark"; fi
        echo "$here"
    } | cksum
}

ready() {
    [ ! -f "$venv/installing" ] && [ -f "$venv/ready-$1" ] && [ "$(cat "$venv/ready-$1")" = "$(wanted "$2")" ] &&
        "$venv/bin/python" -c '' 2>/dev/null
}

install_spark() {
    [ "$profile" = dev ] && [ -f "$spark" ] || return 0
    rm -rf "$venv/spark"
    "$venv/bin/python" -m pip install --quiet --require-hashes --no-build-isolation --only-binary :all: \
        --no-binary pyspark --target "$venv/spark" -r "$spark"
}

if ready "$profile" "$lock"; then exit 0; fi

python=$(find_python)

# The tools for development are added to an environment that runs; in every other case it is made from nothing.
if [ "$profile" = runtime ] || ! ready runtime requirements.lock || [ -f "$venv/ready-dev" ]; then
    if [ -e "$venv" ]; then
        if [ ! -f "$venv/pyvenv.cfg" ] && [ ! -f "$venv/installing" ]; then
            say "'$venv' is not a virtual environment, so it is left alone. Move it away, or choose another: VENV=other"
            exit 1
        fi
        say "making $venv again: it is unfinished, or made from another lock."
        rm -rf "$venv"
    fi
    mkdir -p "$venv"
    : >"$venv/installing"
    say "making $venv with $("$python" --version) ..."
    "$python" -m venv "$venv"
fi

: >"$venv/installing"
say "installing from $lock; the first time this takes a minute or two ..."
PIP_DISABLE_PIP_VERSION_CHECK=1
PIP_NO_INPUT=1
export PIP_DISABLE_PIP_VERSION_CHECK PIP_NO_INPUT
if ! {
    "$venv/bin/python" -m pip install --require-hashes --only-binary :all: -r "$lock" &&
    install_spark &&
    "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
}; then
    say "the installation did not finish (see above). The next run starts again from nothing."
    exit 1
fi

wanted requirements.lock >"$venv/ready-runtime"
if [ "$profile" = dev ]; then wanted "$lock" >"$venv/ready-dev"; fi
rm -f "$venv/installing"
say "$venv is ready."
