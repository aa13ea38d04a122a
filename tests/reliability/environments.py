"""Virtual environments of other interpreters, with the newest or the lowest dependencies that pyproject.toml allows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[2]
WANTED = ((3, 11), (3, 12), (3, 13))
"""The interpreters that pyproject.toml names."""

_TRIES = 12
"""At how many versions above the lower bound pip is asked for a wheel."""


class CannotMake(Exception):  # noqa: N818 - a reason, said in the table
    """An environment could not be made, and why."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment, ready to run what needs hessview and its tests.

    Attributes
    ----------
    version
        Of Python, as ``3.12.1``.
    kind
        ``newest`` or ``lowest``.
    """

    version: str
    kind: str
    python: Path

    def installed(self, *names: str) -> dict[str, str]:
        """Return the versions of some distributions."""
        program = "import sys; from importlib.metadata import version\nfor name in sys.argv[1:]: print(version(name))"
        found = subprocess.run([self.python, "-c", program, *names], check=True, capture_output=True, text=True).stdout
        return dict(zip(names, found.split(), strict=True))


def project() -> dict[str, object]:
    """Return the ``project`` table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def requirements(python: str) -> list[Requirement]:
    """Return what hessview and its tests need under a version of Python."""
    table = project()
    optional = table["optional-dependencies"]
    assert isinstance(optional, dict)
    every = map(Requirement, [*_texts(table["dependencies"]), *_texts(optional["test"])])
    where = {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    return [each for each in every if each.marker is None or each.marker.evaluate(where)]


def lower_bound(requirement: Requirement) -> Version:
    """Return the version that its ``>=`` names.

    Raises
    ------
    ValueError
        If it has no lower bound.
    """
    bounds = [Version(each.version) for each in requirement.specifier if each.operator == ">="]
    if not bounds:
        raise ValueError(f"{requirement} has no lower bound")
    return max(bounds)


def interpreters() -> dict[tuple[int, int], Path]:
    """Return the wanted interpreters that this machine has, the newest release of each."""
    found: dict[tuple[int, int], tuple[Version, Path]] = {}
    for path in _candidates():
        version = _version_of(path)
        if version is None or version.is_prerelease:
            continue
        minor = (version.major, version.minor)
        if minor in WANTED and (minor not in found or version > found[minor][0]):
            found[minor] = (version, path)
    return {minor: found[minor][1] for minor in WANTED if minor in found}


def made(python: Path, kind: str, folder: Path, say: Callable[[str], None]) -> Environment:
    """Return an environment below a folder, made or brought up to date.

    Raises
    ------
    CannotMake
        If pip cannot: no network, or versions that do not go together.
    """
    version = str(_version_of(python))
    home = folder / f"{version}-{kind}"
    own = home / "bin" / "python"
    if not own.exists():
        say(f"making {home}")
        _run([python, "-m", "venv", "--clear", home])
    environment = Environment(version, kind, own)
    constraints = home / "constraints.txt"
    lines = [] if kind == "newest" else _lowest(environment, say)
    constraints.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"installing the {kind} dependencies for {version}")
    _run([*_pip(own), "install", "--quiet", "--upgrade", "--upgrade-strategy", "eager", "--only-binary", ":all:",
          "--constraint", constraints, "--editable", f"{ROOT}[test]"])  # fmt: skip
    return environment


def _lowest(environment: Environment, say: Callable[[str], None]) -> list[str]:
    """Return what pins every dependency to the lowest allowed version that has a wheel for this interpreter."""
    kept = environment.python.parent.parent / "lowest.txt"
    asked = "\n".join(f"# {each}" for each in requirements(environment.version))
    if kept.exists() and (text := kept.read_text(encoding="utf-8")).startswith(asked + "\n"):
        return text.splitlines()
    lines = asked.splitlines()
    for requirement in requirements(environment.version):
        version = _lowest_wheel(environment.python, requirement)
        if version != lower_bound(requirement):
            say(f"{requirement.name} {version}: no wheel of {lower_bound(requirement)} for {environment.version}")
        lines.append(f"{requirement.name}=={version}")
    kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines


def _lowest_wheel(python: Path, requirement: Requirement) -> Version:
    listed = _run([*_pip(python), "index", "versions", requirement.name])
    line = next((line for line in listed.splitlines() if line.startswith("Available versions:")), "")
    versions = sorted({version for text in line.partition(":")[2].split(",") if (version := _read(text.strip()))})
    allowed = [each for each in versions if each in requirement.specifier and not each.is_prerelease]
    for version in allowed[:_TRIES]:
        asked = f"{requirement.name}=={version}"
        tried = subprocess.run([*_pip(python), "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps",
                                "--only-binary", ":all:", asked], capture_output=True, check=False)  # fmt: skip
        if tried.returncode == 0:
            return version
    raise CannotMake(f"no wheel of {requirement} for {python}")


def _read(text: str) -> Version | None:
    """Return a version, None of one from before versions had rules."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _pip(python: Path) -> list[str | Path]:
    return [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _run(command: Sequence[str | Path]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if ended.returncode != 0:
        last = " ".join((ended.stderr.strip() or ended.stdout.strip()).splitlines()[-3:])
        raise CannotMake(f"{' '.join(map(str, command[1:4]))}: {last}")
    return ended.stdout


def _candidates() -> Iterator[Path]:
    yield Path(getattr(sys, "_base_executable", "") or sys.executable)
    for major, minor in WANTED:
        on_path = shutil.which(f"python{major}.{minor}")
        if on_path is not None:
            yield Path(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from chain.from_iterable(pyenv.glob(f"versions/{major}.{minor}.*/bin/python3") for major, minor in WANTED)


def _version_of(python: Path) -> Version | None:
    """Return the version of an interpreter, None if it is none (a stand-in of pyenv that names no version, say)."""
    program = "import platform; print(platform.python_version())"
    try:
        ended = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False, timeout=20.0)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Version(ended.stdout.strip()) if ended.returncode == 0 else None


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(each) for each in value]
