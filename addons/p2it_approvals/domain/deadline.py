"""Time allowed and time taken, counted in working time only; without a database."""

from datetime import timedelta


def get_deadline(moment, hours, intervals):
    """Find when so many working hours are over.

    :param moment: when they begin to count
    :param hours: how many, fractions allowed; more than 0
    :param intervals: working times, ``(start, end)`` in their order without overlaps; only as many are
        read as needed, so that they may be endless
    :return: the moment; ``None`` when there is not so much working time
    """
    left = timedelta(hours=hours)
    for start, end in intervals:
        begin = max(start, moment)
        if end - begin >= left:
            return begin + left
        left -= max(end - begin, timedelta())
    return None


def get_hours(moment, until, intervals):
    """Count the working hours between two moments.

    :param intervals: working times, as for :func:`get_deadline`
    :rtype: float
    """
    total = timedelta()
    for start, end in intervals:
        if start >= until:
            break
        total += max(min(end, until) - max(start, moment), timedelta())
    return total / timedelta(hours=1)
