#!/bin/sh
# Launch hessview from this folder, setting up whatever is missing first: sh packaging/run.sh [arguments]
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
. "$packaging/set_up.sh"
set_up program ""
exec "$root/.venv/bin/hessview" "$@"
