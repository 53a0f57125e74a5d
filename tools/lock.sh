#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
#
# Writes the lock files with uv: sh tools/lock.sh [--upgrade]
#
# They hold every version and hash for Python 3.11 to 3.13 on Linux, macOS and Windows, and no address to download from.
# The development lock takes the versions of the runtime lock, so that tests run on what is served. Spark has a lock of its
# own, for it is installed beside the environment.
set -eu
cd "$(dirname -- "$0")/.."
uv=${UV:-uv}
command -v "$uv" >/dev/null || { echo "lock: uv was not found. Install uv, or name it: make lock UV=/path/to/uv" >&2; exit 1; }

compile() {
    "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        --python-version 3.11 "$@"
}
compile pyproject.toml --extra build --output-file requirements.lock "$@"
compile pyproject.toml --all-extras --constraint requirements.lock --output-file requirements-dev.lock "$@"
compile --group pyproject.toml:spark --output-file requirements-spark.lock "$@"
