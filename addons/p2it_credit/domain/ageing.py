"""How long money is overdue, in the steps of an ageing report."""

BUCKETS = (
    ("not_due", None, 0),
    ("days_30", 1, 30),
    ("days_60", 31, 60),
    ("days_90", 61, 90),
    ("older", 91, None),
)
"""Name, first and last day overdue of each step."""


def find_bucket(days):
    """:return: name of the step
    :param int days: since the due date; 0 and less when not due yet
    """
    return next(name for name, _first, last in BUCKETS if last is None or days <= last)
