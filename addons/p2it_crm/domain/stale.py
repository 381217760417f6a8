"""How many days a lead may stay where it is.

A limit names the type of the lead and, each of them if wanted, the step (the status of a lead, the
stage of an opportunity), the team and the company. Of the limits that fit a lead the most particular
one counts: one that names the step before one that names only the team, the team before the company.
"""

from typing import NamedTuple


class Limit(NamedTuple):
    """Days allowed. ``None`` fits every step, team or company; 0 days: as long as it likes."""

    lead_type: str
    step_id: int | None
    team_id: int | None
    company_id: int | None
    days: int

    def fits(self, lead_type, step_id, team_id, company_id):
        """:return: whether the limit is one for such a lead"""
        wanted = (self.step_id, self.team_id, self.company_id)
        given = (step_id, team_id, company_id)
        return self.lead_type == lead_type and all(
            want is None or want == value for want, value in zip(wanted, given, strict=True)
        )


def order_limits(limits):
    """:return: the limits as a tuple, the most particular ones first"""
    return tuple(
        sorted(
            limits,
            key=lambda limit: (limit.step_id is None, limit.team_id is None, limit.company_id is None),
        )
    )


def find_days(limits, lead_type, step_id, team_id, company_id):
    """Find the days allowed to a lead.

    :param limits: as :func:`order_limits` gives them
    :return: the days, 0 when no limit fits or the one that counts sets none
    """
    for limit in limits:
        if limit.fits(lead_type, step_id, team_id, company_id):
            return limit.days
    return 0
