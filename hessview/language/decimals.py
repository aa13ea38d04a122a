"""How a number is written for people: a real minus sign, powers of ten as ``2.32·10⁻⁶``; and read back again."""

from __future__ import annotations

import math
import re

MINUS = "\u2212"
SUPERSCRIPTS = str.maketrans("-\u22120123456789", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FIGURES = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"(?:(\d)\s*[·×*]\s*)?(?<![\d.])10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_POWERS = re.compile(r"((?:\^\d+)+)(?![\d.!^])")
_LEAST_PLAIN = -4


def decimal(value: float, digits: int, *, plain_below: int, tolerance: float) -> str:
    """Return a finite `value` rounded to so many significant digits.

    Parameters
    ----------
    digits
        At least 1.
    plain_below
        Numbers below ten to this power (and not below 0.0001) are written out, others with a power of ten.
    tolerance
        Trailing zeros go where the shorter number is at most this far from `value`: 2 is then as good as exact, 2.000
        is only near it. Infinity: they always go.

    >>> decimal(2.3168e-6, 3, plain_below=5, tolerance=0.0)
    '2.32·10⁻⁶'
    """
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    is_plain = _LEAST_PLAIN <= exponent < plain_below
    rounded = f"{mantissa}e{power}"
    text = f"{float(rounded):.{max(digits - 1 - exponent, 0)}f}" if is_plain else mantissa
    tail = "" if is_plain else f"e{exponent}"
    if "." in text and abs(float(text + tail) - value) <= tolerance:
        text = text.rstrip("0").rstrip(".")
    return with_power(text, 0 if is_plain else exponent)


def with_power(mantissa: str, exponent: int) -> str:
    """Return a mantissa times a power of ten: ``−2.5·10⁵``, ``10⁻⁸`` for the mantissa 1, the mantissa alone for 10⁰."""
    if exponent == 0:
        return real_minus(mantissa)
    power = f"10{str(exponent).translate(SUPERSCRIPTS)}"
    return real_minus({"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa}·{power}"))


def infinite(value: float) -> str:
    """Return ∞ with its sign."""
    return "∞" if value > 0.0 else f"{MINUS}∞"


def bound(error: float) -> str:
    """Return an upper bound with one digit, rounded up: ``3·10⁻¹⁴``; ∞ when there is none."""
    if not math.isfinite(error):
        return "∞"
    if error == 0.0:
        return "0"
    exponent = math.floor(math.log10(error))
    # Divided twice, so that a subnormal bound does not divide by zero.
    lead = math.ceil(error / 10.0 ** (exponent // 2) / 10.0 ** (exponent - exponent // 2) - 1e-9)
    lead, exponent = (1, exponent + 1) if lead > 9 else (lead, exponent)
    if _LEAST_PLAIN <= exponent < 5:
        return decimal(float(f"{lead}e{exponent}"), 1, plain_below=5, tolerance=math.inf)
    return with_power(str(lead), exponent)


def real_minus(text: str) -> str:
    """Return `text` with real minus signs."""
    return text.replace("-", MINUS)


def machine_text(text: str) -> str:
    """Return numbers as a program reads them: ``-2.5e5`` for ``−2.5·10⁵``, whoever wrote them."""
    plain = text.replace(MINUS, "-")
    return _POWER.sub(lambda found: f"{found[1] or '1'}e{found[2].translate(_FIGURES)}", plain)


def raised(text: str) -> str:
    """Return text with its whole powers as superscripts, ``2x²`` for ``2x^2``; towers of powers stay."""
    return _POWERS.sub(_raised, text)


def _raised(match: re.Match[str]) -> str:
    # A tower of powers has no superscripts of superscripts to be written with.
    return match[0] if match[0].count("^") > 1 else match[0][1:].translate(SUPERSCRIPTS)
