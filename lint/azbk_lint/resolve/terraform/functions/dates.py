"""Functions of time stamps, which are strings in the form of RFC 3339."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import STRING, Table, adder

if TYPE_CHECKING:
    from datetime import datetime

TABLE: Table = {}
add = adder(TABLE)
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}


@add("timestamp")
def timestamp() -> Value:
    """Leave unknown: the time of the run."""
    return Unknown("timestamp()", "`timestamp` gives the time of the run", "runtime")


@add("plantimestamp")
def plan_timestamp() -> Value:
    """Leave unknown: the time of the plan."""
    return Unknown("plantimestamp()", "`plantimestamp` gives the time of the plan", "runtime")


def _parse(stamp: str) -> datetime:
    from datetime import datetime

    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", stamp):
        raise EvalError("a time stamp in the form of RFC 3339 is required")
    return datetime.fromisoformat(stamp)


def _write(time: datetime) -> str:
    written = time.isoformat(timespec="seconds")
    return written.removesuffix("+00:00") + "Z" if written.endswith("+00:00") else written


@add("timeadd", STRING, STRING)
def time_add(stamp: str, duration: str) -> str:
    """Add a duration such as `1h30m`."""
    from datetime import timedelta

    amounts = re.findall(r"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|us|µs|μs|s|ns)", duration)
    if "".join(amount + unit for amount, unit in amounts) != duration.lstrip("+-") or not (amounts or duration == "0"):
        raise EvalError("a duration is required")
    seconds = sum(float(amount) * _SECONDS[unit] for amount, unit in amounts)
    return _write(_parse(stamp) + timedelta(seconds=-seconds if duration.startswith("-") else seconds))


@add("timecmp", STRING, STRING)
def time_compare(one: str, other: str) -> int:
    """Say which of two times is earlier: -1, 0 or 1."""
    first, second = _parse(one), _parse(other)
    return (first > second) - (first < second)


@add("formatdate", STRING, STRING)
def format_date(pattern: str, stamp: str) -> str:
    """Write a time by a pattern of runs of letters, with quotes round what is literal."""
    time = _parse(stamp)
    return "".join(_token(token[0], time) for token in re.finditer(r"'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+", pattern))


def _token(token: str, time: datetime) -> str:
    if token.startswith("'"):
        if len(token) < 2 or not token.endswith("'"):
            raise EvalError("a quote in the pattern is not closed")
        return token[1:-1].replace("''", "'") or "'"
    if not token[0].isalpha():
        return token
    known = {**_calendar(time), **_clock(time), **_zones(time)}
    if token not in known:
        raise EvalError("the pattern holds letters that are not known")
    return known[token]


def _calendar(time: datetime) -> dict[str, str]:
    month, day = _MONTHS[time.month - 1], _DAYS[time.weekday()]
    return {
        "YYYY": f"{time.year:04}",
        "YY": f"{time.year % 100:02}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{time.month:02}",
        "M": str(time.month),
        "DD": f"{time.day:02}",
        "D": str(time.day),
        "EEEE": day,
        "EEE": day[:3],
    }


def _clock(time: datetime) -> dict[str, str]:
    hour, half = time.hour % 12 or 12, "PM" if time.hour > 11 else "AM"
    return {
        "hh": f"{time.hour:02}",
        "h": str(time.hour),
        "HH": f"{hour:02}",
        "H": str(hour),
        "AA": half,
        "aa": half.lower(),
        "mm": f"{time.minute:02}",
        "m": str(time.minute),
        "ss": f"{time.second:02}",
        "s": str(time.second),
    }


def _zones(time: datetime) -> dict[str, str]:
    offset = time.strftime("%z") or "+0000"
    colon = f"{offset[:3]}:{offset[3:5]}"
    plain = offset[:5]
    universal = plain == "+0000"
    return {"ZZZZZ": colon, "ZZZZ": plain, "ZZZ": "UTC" if universal else plain, "Z": "Z" if universal else colon}


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
