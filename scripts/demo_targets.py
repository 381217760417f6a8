"""Sales targets of the demo company, from what each salesperson sold before: run in Odoo's shell."""

from dateutil.relativedelta import relativedelta

MONTHS = 13
CARE_ENTRIES = 40
STEP = 50_000_000
"""đ: people set round targets."""

LEAST = 100_000_000


def set_targets(env):
    """Give each salesperson a target for each month: a tenth more than the mean of the half year before.

    :param env: environment of the administrator
    """
    statistics, targets = env["p2it.sales.statistics"], env["p2it.sales.target"]
    today = env["p2it.dashboard"]._read_filters({}).today
    people = env["res.users"].search([("is_my_salesperson", "=", True)])
    for step in range(MONTHS):
        month = today.replace(day=1) - relativedelta(months=step)
        before = month - relativedelta(months=6)
        sold = dict(
            statistics._read_group(
                [("date", ">=", str(before)), ("date", "<", str(month)), ("user_id", "in", people.ids)],
                ["user_id"],
                ["ordered:sum"],
            )
        )
        targets.create(
            [
                {
                    "user_id": user.id,
                    "month": month,
                    "ordered": max(LEAST, round(1.1 * float(sold.get(user) or 0) / 6 / STEP) * STEP),
                    "care_count": CARE_ENTRIES,
                }
                for user in people
            ]
        )


env = env(context={**env.context, "lang": "vi_VN"})  # noqa: F821  (given by Odoo's shell)
set_targets(env)
env.cr.commit()
