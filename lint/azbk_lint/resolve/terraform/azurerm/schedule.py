"""When a VM backup policy runs and how long it keeps what it makes."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, as_number, is_list
from azbk_lint.resolve.terraform.azurerm.blocks import Listed, One, Where
from azbk_lint.resolve.terraform.azurerm.shape import Fixed, Shape, derived, number


def _time(value: Value) -> Value:
    """Write a time of day as ARM's point in time; the date means nothing."""
    return text("2018-07-30T", value, ":00Z") if isinstance(value, str | Symbolic | Unknown) else None


def _schedule_type(policy: Value) -> Value:
    if policy is None or isinstance(policy, Unknown):
        return policy or "SimpleSchedulePolicy"
    return "SimpleSchedulePolicy" if policy == "V1" else "SimpleSchedulePolicyV2"


def _standard(policy: Value) -> bool | Unknown:
    return policy if isinstance(policy, Unknown) else policy in (None, "V1")


def _enhanced(frequency: str) -> Callable[[Value, Value], bool | Unknown]:
    """Make the test for the one of an Enhanced policy's schedules that its frequency selects."""

    def test(policy: Value, selected: Value) -> bool | Unknown:
        standard = _standard(policy)
        if standard is not False:
            return standard if isinstance(standard, Unknown) else False
        return selected if isinstance(selected, Unknown) else selected == frequency

    return test


def _by_date(days: Value, last: Value) -> bool | Unknown:
    """Tell whether a month's backup is kept by its date rather than by its weekday."""
    flag = as_flag(last)
    if flag is True or (is_list(days) and days):
        return True
    return next((value for value in (days, flag) if isinstance(value, Unknown)), False)


def _by_weekday(days: Value, last: Value) -> bool | Unknown:
    dated = _by_date(days, last)
    return dated if isinstance(dated, Unknown) else not dated


def _format(days: Value, last: Value) -> Value:
    dated = _by_date(days, last)
    return dated if isinstance(dated, Unknown) else "Daily" if dated else "Weekly"


def _dates(days: Value, last: Value) -> Value:
    if isinstance(days, Unknown):
        return days
    ends: list[Value] = [{"date": 0, "isLast": True}] if as_flag(last) is True else []
    return ends + [{"date": as_number(day), "isLast": False} for day in (days if is_list(days) else ())]


def _duration(unit: str) -> Shape:
    return {"count": number("count"), "durationType": Fixed(unit)}


_TIMES = Listed(derived(_time, "/backup.time"))
_BY_DATE = ("days", "include_last_days")

_BY_MONTH: Shape = {
    "retentionScheduleFormatType": derived(_format, *_BY_DATE),
    "retentionScheduleDaily": Where(_by_date, _BY_DATE, {"daysOfTheMonth": derived(_dates, *_BY_DATE)}),
    "retentionScheduleWeekly": Where(_by_weekday, _BY_DATE, {"daysOfTheWeek": "weekdays", "weeksOfTheMonth": "weeks"}),
    "retentionTimes": _TIMES,
}

RETENTION: Shape = {
    "retentionPolicyType": Fixed("LongTermRetentionPolicy"),
    "dailySchedule": One("retention_daily", {"retentionTimes": _TIMES, "retentionDuration": _duration("Days")}),
    "weeklySchedule": One(
        "retention_weekly",
        {"daysOfTheWeek": "weekdays", "retentionTimes": _TIMES, "retentionDuration": _duration("Weeks")},
    ),
    "monthlySchedule": One("retention_monthly", {**_BY_MONTH, "retentionDuration": _duration("Months")}),
    "yearlySchedule": One("retention_yearly", {**_BY_MONTH, "monthsOfYear": "months", "retentionDuration": _duration("Years")}),
}


def _of_schedule(frequency: str, part: Shape) -> Where:
    return Where(_enhanced(frequency), ("/policy_type", "frequency"), part)


SCHEDULE: Shape = {
    "schedulePolicyType": derived(_schedule_type, "/policy_type"),
    "scheduleRunFrequency": "frequency",
    "scheduleRunDays": Where(_standard, ("/policy_type",), "weekdays"),
    "scheduleRunTimes": Where(_standard, ("/policy_type",), _TIMES),
    "hourlySchedule": _of_schedule(
        "Hourly",
        {
            "interval": number("hour_interval"),
            "scheduleWindowStartTime": derived(_time, "time"),
            "scheduleWindowDuration": number("hour_duration"),
        },
    ),
    "dailySchedule": _of_schedule("Daily", {"scheduleRunTimes": _TIMES}),
    "weeklySchedule": _of_schedule("Weekly", {"scheduleRunDays": "weekdays", "scheduleRunTimes": _TIMES}),
}
