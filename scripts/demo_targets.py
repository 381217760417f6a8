"""Odoo shell: targets from what each salesperson sold before, an own dashboard, and who exports."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

MONTHS = 13
CARE_ENTRIES = 40
STEP = 50_000_000
"""đ: people set round targets."""

LEAST = 100_000_000


OWN_VIEWS = (
    {
        "name": "Doanh số sáu tháng theo nhân viên",
        "model": "p2it.sales.statistics",
        "view_type": "graph",
        "domain": "[('date', '>=', 'today -5m =1d')]",
        "context": {
            "graph_measure": "ordered",
            "graph_mode": "bar",
            "graph_groupbys": ["date:month", "user_id"],
        },
    },
    {
        "name": "Doanh số theo nhóm khách",
        "model": "p2it.sales.statistics",
        "view_type": "graph",
        "domain": "[('date', '>=', 'today -5m =1d')]",
        "context": {
            "graph_measure": "ordered",
            "graph_mode": "pie",
            "graph_groupbys": ["customer_group_level_1_id"],
        },
    },
    {
        "name": "Tỉnh × tháng",
        "model": "p2it.sales.statistics",
        "view_type": "pivot",
        "domain": "[('date', '>=', 'today -2m =1d')]",
        "context": {
            "pivot_measures": ["ordered", "margin"],
            "pivot_row_groupby": ["current_province_id"],
            "pivot_column_groupby": ["date:month"],
        },
    },
    {
        "name": "Khách đã mua, 30 ngày chưa chăm sóc",
        "model": "res.partner",
        "view_type": "list",
        "domain": "[('days_without_care', '>=', 30), ('lifecycle', '=', 'account')]",
        "context": {},
        "order": "name",
    },
)


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


def make_own_dashboard(env, login):
    """Give somebody a dashboard of their own, as made by the menu of four views."""
    person = env["res.users"].search([("login", "=", login)])
    dashboards, target = env["p2it.dashboard"].with_user(person), "Đội của tôi"
    for view in OWN_VIEWS:
        target = dashboards.add_view(target, view)
    dashboards.browse(target).sequence = 1  # opens first


env = env(context={**env.context, "lang": "vi_VN"})  # noqa: F821  (given by Odoo's shell)
set_targets(env)
make_own_dashboard(env, "nv012@congty.example")
exporters = env["res.users"].search([("login", "in", ("nv001@congty.example", "ketoan@congty.example"))])
exporters.write({"group_ids": [Command.link(env.ref("base.group_allow_export").id)]})
env.cr.commit()
