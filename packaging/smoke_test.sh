#!/bin/sh
# Start an installed hessview outside its source tree: sh packaging/smoke_test.sh BIN_FOLDER
set -eu
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$bin/hessview" --version
"$bin/hessview" --help >/dev/null
"$bin/hessview" analyze "x^4 + y^4 - 4xy + 1" --at x=1,y=1 --json | grep -q '"kind": "minimum"'
"$bin/hessview" figure "x^2 - y^2" --box x=-2:2,y=-2:2 --at x=0,y=0 -o saddle.svg
grep -q hessview-session saddle.svg
# The window opens, paints its first picture and closes by itself.
QT_QPA_PLATFORM=offscreen HESSVIEW_QUIT_AFTER_FIRST_PICTURE=1 "$bin/hessview" "x^2 - y^2"
# Without a display it says so in one line and exits with 3.
status=0
env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM "$bin/hessview" "x^2" 2>message || status=$?
if [ "$(uname -s)" = Linux ]; then
    [ "$status" -eq 3 ] && [ "$(wc -l <message)" -eq 1 ] && grep -q "hessview figure" message
fi
echo "smoke test: all is well"
