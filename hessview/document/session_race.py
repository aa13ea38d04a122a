"""A race as the JSON of a session, and back."""

from __future__ import annotations

from hessview.document.limits import (
    LONGEST_NAME,
    METHODS,
    MOST_ALONG,
    MOST_COORDINATES,
    MOST_METHODS,
    MOST_SETTINGS,
    MOST_STEPS,
)
from hessview.document.method_colours import COLOURS
from hessview.document.state import Race, Stretch
from hessview.document.strict_json import (
    SessionProblem,
    as_list,
    as_number,
    as_object,
    as_text,
    as_whole,
    quoted,
    require_keys,
)
from hessview.language.names import check_name
from hessview.language.problem import SyntaxProblem


def race_document(race: Race) -> dict[str, object]:
    """Return the JSON of `race`."""
    return {
        "methods": list(race.methods),
        "settings": [{"method": method, "setting": name, "value": value} for method, name, value in race.settings],
        "steps": race.steps,
        "start": None if race.start is None else dict(race.start),
        "lesson": lesson_document(race.lesson),
        "borrowed": dict(race.borrowed),
    }


def lesson_document(lesson: Stretch) -> dict[str, object]:
    """Return the JSON of what is chosen in the lesson."""
    return {"along": lesson.along, "kappa": lesson.kappa, "eps": lesson.eps, "share": lesson.share}


def race_from(place: str, value: object) -> Race:
    """Return a race.

    Raises
    ------
    SessionProblem
        If anything in it is not as it must be.
    """
    race = as_object(place, value)
    require_keys(place, race, "methods", "settings", "steps", "start", "lesson", "borrowed")
    names = as_list(f"{place}.methods", race["methods"])
    if len(names) > MOST_METHODS:
        raise SessionProblem(f"{place}.methods", f"has more than {MOST_METHODS} methods")
    methods = tuple(_method(f"{place}.methods[{k}]", name) for k, name in enumerate(names))
    if len(set(methods)) != len(methods):
        raise SessionProblem(f"{place}.methods", "names a method twice")
    steps = as_whole(f"{place}.steps", race["steps"])
    if not 1 <= steps <= MOST_STEPS:
        raise SessionProblem(f"{place}.steps", f"must be between 1 and {MOST_STEPS}")
    start = None if race["start"] is None else coordinates_from(f"{place}.start", race["start"])
    lesson = _lesson(f"{place}.lesson", race["lesson"])
    settings = _settings(f"{place}.settings", race["settings"])
    return Race(methods, settings, steps, start, lesson, _borrowed(f"{place}.borrowed", race["borrowed"], methods))


def coordinates_from(place: str, value: object) -> tuple[tuple[str, float], ...]:
    """Return coordinates of variables by their names."""
    coordinates = as_object(place, value)
    if len(coordinates) > MOST_COORDINATES:
        raise SessionProblem(place, f"has more than {MOST_COORDINATES} coordinates")
    for name in coordinates:
        try:
            check_name(name)
        except SyntaxProblem:
            raise SessionProblem(place, f"has the key {quoted(name)}, which is no variable's name") from None
    return tuple((name, as_number(f"{place}.{name}", number)) for name, number in coordinates.items())


def _method(place: str, value: object) -> str:
    """Return the name of a method; they are too many to be listed in a sentence."""
    name = as_text(place, value, LONGEST_NAME)
    if name not in METHODS:
        raise SessionProblem(place, "is no method that is known here")
    return name


def _borrowed(place: str, value: object, methods: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    borrowed = as_object(place, value)
    for name, colour in borrowed.items():
        if name not in methods:
            raise SessionProblem(place, f"has the key {quoted(name)}, which is no method of this race")
        if not 0 <= as_whole(f"{place}.{name}", colour) < COLOURS:
            raise SessionProblem(f"{place}.{name}", f"must be between 0 and {COLOURS - 1}")
    found = tuple((name, as_whole(f"{place}.{name}", colour)) for name, colour in borrowed.items())
    if len({colour for _, colour in found}) != len(found):
        raise SessionProblem(place, "names a colour twice")
    return found


def _lesson(place: str, value: object) -> Stretch:
    lesson = as_object(place, value)
    require_keys(place, lesson, "along", "kappa", "eps", "share")
    along = as_whole(f"{place}.along", lesson["along"])
    if not -1 <= along <= MOST_ALONG:
        raise SessionProblem(f"{place}.along", f"must be between -1 and {MOST_ALONG}")
    kappa, eps, share = (as_number(f"{place}.{name}", lesson[name]) for name in ("kappa", "eps", "share"))
    if kappa < 0.0:
        raise SessionProblem(f"{place}.kappa", "must not be negative")
    if not 0.0 < eps <= 1.0:
        raise SessionProblem(f"{place}.eps", "must be above 0 and at most 1")
    if share <= 0.0:
        raise SessionProblem(f"{place}.share", "must be above 0")
    return Stretch(along, kappa, eps, share)


def _settings(place: str, value: object) -> tuple[tuple[str, str, float], ...]:
    entries = as_list(place, value)
    if len(entries) > MOST_SETTINGS:
        raise SessionProblem(place, f"has more than {MOST_SETTINGS} settings")
    settings = tuple(_setting(f"{place}[{k}]", entry) for k, entry in enumerate(entries))
    if len({entry[:2] for entry in settings}) != len(settings):
        raise SessionProblem(place, "names a setting twice")
    return settings


def _setting(place: str, value: object) -> tuple[str, str, float]:
    entry = as_object(place, value)
    require_keys(place, entry, "method", "setting", "value")
    method = _method(f"{place}.method", entry["method"])
    name = as_text(f"{place}.setting", entry["setting"], LONGEST_NAME)
    return method, name, as_number(f"{place}.value", entry["value"])
