# What run.sh and test.sh share: `set_up NAME EXTRAS` makes .venv, installs hessview and the libraries Qt needs.
# Sourced, never run. POSIX sh; a second call with nothing changed only compares a checksum.

root=$(dirname "$packaging")
stamps=$root/.venv/.hessview

say() { printf '%s\n' "hessview: $*" >&2; }

find_python() {
    for name in ${HESSVIEW_PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    say "Python 3.11 or newer was not found. Install it, or name it: HESSVIEW_PYTHON=/path/to/python3 sh $0"
    return 1
}

# Runs a command as root if that is possible without surprises; returns 1 if it is not.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@" >&2
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@" >&2
    else
        return 1
    fi
}

install_packages() { # NAMES-FOR-APT NAMES-FOR-DNF
    if command -v apt-get >/dev/null 2>&1; then
        command_line="apt-get install -y --no-install-recommends $1"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || true
        # shellcheck disable=SC2086
        as_root env DEBIAN_FRONTEND=noninteractive $command_line && return 0
    elif command -v dnf >/dev/null 2>&1; then
        command_line="dnf install -y $2"
        # shellcheck disable=SC2086
        as_root $command_line && return 0
    else
        say "please install with your system's package manager what Debian calls: $1"
        return 1
    fi
    say "please run this once, then start again:"
    printf '    sudo %s\n' "$command_line" >&2
    return 1
}

# Names the libraries in the list "soname apt-package dnf-package" that the loader does not find.
missing_libraries() { # COLUMN
    known=$( (PATH=$PATH:/sbin:/usr/sbin; ldconfig -p) 2>/dev/null) || return 0
    [ -n "$known" ] || return 0
    while read -r soname apt dnf; do
        case $known in
        *"$soname "*) ;;
        *) if [ "$1" = apt ]; then echo "$apt"; else echo "$dnf"; fi ;;
        esac
    done <<'LIBRARIES' | sort -u | tr '\n' ' '
libglib-2.0.so.0 libglib2.0-0 glib2
libEGL.so.1 libegl1 mesa-libEGL
libGL.so.1 libgl1 mesa-libGL
libxkbcommon.so.0 libxkbcommon0 libxkbcommon
libdbus-1.so.3 libdbus-1-3 dbus-libs
libfontconfig.so.1 libfontconfig1 fontconfig
libxcb-cursor.so.0 libxcb-cursor0 xcb-util-cursor
libxcb-icccm.so.4 libxcb-icccm4 xcb-util-wm
libxcb-keysyms.so.1 libxcb-keysyms1 xcb-util-keysyms
libxcb-shape.so.0 libxcb-shape0 libxcb
libxcb-xkb.so.1 libxcb-xkb1 libxcb
libxkbcommon-x11.so.0 libxkbcommon-x11-0 libxkbcommon-x11
LIBRARIES
}

set_up_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    wanted_apt=$(missing_libraries apt)
    [ -n "$wanted_apt" ] || return 0
    say "Qt needs system libraries that are missing; installing: $wanted_apt"
    install_packages "$wanted_apt" "$(missing_libraries dnf)"
}

set_up_environment() {
    [ -x "$root/.venv/bin/python" ] && "$root/.venv/bin/python" -m pip --version >/dev/null 2>&1 && return 0
    python=$(find_python) || return 1
    say "making a virtual environment in .venv with $python"
    if ! "$python" -m venv --clear "$root/.venv" 2>/dev/null; then
        # Debian ships venv's other half apart.
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv" "python3" || return 1
        "$python" -m venv --clear "$root/.venv"
    fi
}

set_up() { # NAME EXTRAS
    sum=$(cat "$root/pyproject.toml" "$packaging/constraints.txt" "$packaging/set_up.sh" | cksum)
    # What the tests need includes what the program needs.
    for stamp in "$stamps-$1" "$stamps-tests"; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum $root" ]; then
            return 0
        fi
    done
    set_up_libraries || exit 1
    set_up_environment || exit 1
    say "installing hessview and what it needs (once, a minute or two)"
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --constraint "$packaging/constraints.txt" --editable "$root$2" >&2
    "$root/.venv/bin/python" -m compileall -q "$root/hessview" >&2 || true
    echo "$sum $root" >"$stamps-$1"
}
