#!/bin/sh
# Pass the tests, setting up whatever is missing first: sh packaging/test.sh [pytest arguments]
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
. "$packaging/set_up.sh"
set_up tests "[test]"
cd "$root"
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
export QT_QPA_PLATFORM
exec "$root/.venv/bin/python" -m pytest "$@"
