"""Functions of dates. The clock is never read: a lint says the same tomorrow."""

from __future__ import annotations

import datetime as dt
import re

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.registry import function, integer, pure
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.unknowns import key_of

_DURATION = re.compile(
    r"(-)?P(?:(\d{1,5})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10}(?:\.\d{1,6})?)S)?)?\Z"
)
_FORMAT = re.compile(r"yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|tt|f{1,7}|zzz|K|'[^']*'|.", re.DOTALL)
_STANDARD = {
    "d": "M/d/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "G": "M/d/yyyy h:mm:ss tt",
    "g": "M/d/yyyy h:mm tt",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "O": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "h:mm tt",
    "T": "h:mm:ss tt",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\Z")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d\d):(\d\d) (AM|PM))?\Z")


@function("utcNow", 0, 1)
def _utc_now(form: Value = "") -> Value:
    return Unknown(f"utcNow({key_of(form) if form else ''})", "utcNow() is the time of the deployment", "runtime")


@pure("dateTimeAdd", string, string, string, optional=1)
def _date_time_add(base: str, duration: str, form: str = "G") -> Value:
    start, match = _moment(base), _DURATION.match(duration)
    if match is None:
        raise ExpressionError(f"'{duration[:40]}' is not a duration")
    sign = -1 if match[1] else 1
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[1:7])
    try:
        moved = _months_later(start, sign * (years * 12 + months))
        step = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=float(match[8] or 0))
        return _written(moved + sign * step, form)
    except (OverflowError, ValueError):
        raise ExpressionError("dateTimeAdd() goes beyond the calendar") from None


def _months_later(start: dt.datetime, months: int) -> dt.datetime:
    from calendar import monthrange

    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


@pure("dateTimeFromEpoch", integer)
def _date_time_from_epoch(seconds: int) -> Value:
    try:
        return _written(dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds), "yyyy-MM-ddTHH:mm:ss'Z'")
    except OverflowError:
        raise ExpressionError("dateTimeFromEpoch() goes beyond the calendar") from None


@pure("dateTimeToEpoch", string)
def _date_time_to_epoch(written: str) -> Value:
    return int((_moment(written) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds())


def _moment(written: str) -> dt.datetime:
    """Read a date in one of the forms that templates use, as UTC. Raises ExpressionError."""
    try:
        if match := _COMPACT.match(written):
            year, month, day, hour, minute, second = map(int, match.groups())
            return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        if match := _AMERICAN.match(written):
            month, day, year, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            return dt.datetime(
                year, month, day, hour % 12 + (12 if match[7] == "PM" else 0) if match[7] else 0, minute, second, tzinfo=dt.UTC
            )
        found = dt.datetime.fromisoformat(written.strip())
    except ValueError:
        raise ExpressionError(f"'{written[:40]}' is not a date") from None
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _written(moment: dt.datetime, form: str) -> str:
    return "".join(_field(moment, token) for token in _FORMAT.findall(_STANDARD.get(form, form)))


def _field(moment: dt.datetime, token: str) -> str:
    fields = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02}",
        "M": str(moment.month),
        "dddd": _DAYS[moment.weekday()],
        "ddd": _DAYS[moment.weekday()][:3],
        "dd": f"{moment.day:02}",
        "d": str(moment.day),
        "HH": f"{moment.hour:02}",
        "H": str(moment.hour),
        "hh": f"{moment.hour % 12 or 12:02}",
        "h": str(moment.hour % 12 or 12),
        "mm": f"{moment.minute:02}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02}",
        "s": str(moment.second),
        "tt": "AM" if moment.hour < 12 else "PM",
        "zzz": "+00:00",
        "K": "Z",
    }
    if token[0] == "f":
        return f"{moment.microsecond * 10:07}"[: len(token)]
    return token[1:-1] if token[0] == "'" and len(token) > 1 else fields.get(token, token)
