#!/bin/sh
# Pass the tests, setting up whatever is missing first: sh packaging/test.sh [pytest arguments]
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
. "$packaging/set_up.sh"
set_up tests "[test]"
# Exported figures are opened again by programs that are not ours.
if ! command -v rsvg-convert >/dev/null 2>&1 || ! command -v pdftoppm >/dev/null 2>&1; then
    install_packages "librsvg2-bin poppler-utils" "librsvg2-tools poppler-utils" || true
fi
cd "$root"
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
export QT_QPA_PLATFORM
# Hundreds of processes begin here: each would compile the same modules again.
unset PYTHONDONTWRITEBYTECODE
# Half as many again at a time as there are cores; who is done first takes half of what another has left. `-n 0`: in one.
exec "$root/.venv/bin/python" -m pytest -n auto --maxprocesses 8 --dist worksteal "$@"
