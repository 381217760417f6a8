"""Odoo shell, after the orders: two years of leads, won and lost over time, and where customers are.

The list holds a year of open leads. Their days reach back two years here, and of the older ones most have
come to an end: the dates are written past the server, which would date everything today.
"""

from datetime import timedelta

from odoo import fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
vietnamese = env(context={"lang": "vi_VN", "tracking_disable": True, "mail_notrack": True})
OPEN_DAYS, STRETCH = 60, 2.4

# The middle of each province of July 2025, by its code.
CENTRES = {
    "01": (22.31, 103.16),
    "02": (21.98, 104.32),
    "04": (22.70, 106.10),
    "05": (21.19, 103.98),
    "07": (22.35, 105.10),
    "09": (21.83, 106.60),
    "13": (21.15, 107.25),
    "18": (20.35, 105.95),
    "21": (20.02, 105.45),
    "22": (19.15, 104.95),
    "23": (18.32, 105.70),
    "25": (17.20, 106.60),
    "26": (16.33, 107.50),
    "29": (14.75, 108.35),
    "30": (13.90, 108.45),
    "33": (12.85, 108.45),
    "34": (12.05, 108.95),
    "35": (11.75, 108.05),
    "37": (11.05, 106.10),
    "39": (11.35, 107.00),
    "44": (10.30, 105.15),
    "45": (10.50, 105.85),
    "49": (10.10, 106.20),
    "56": (21.25, 106.20),
    "59": (9.25, 105.25),
    "66": (20.70, 106.20),
    "68": (21.20, 105.20),
    "69": (21.90, 105.80),
    "71": (21.60, 103.05),
    "CT": (9.85, 105.75),
    "DN": (15.75, 107.95),
    "HN": (21.00, 105.75),
    "HP": (20.85, 106.50),
    "SG": (10.85, 106.75),
}
LARGE_TOWNS = ("SG", "HN")
"""Where customers are close together."""


def place_customers():
    """Give customers without a position one near the middle of their province, always the same one."""
    customers = env["res.partner"].search(
        [("ref", "!=", False), ("state_id", "!=", False), ("partner_latitude", "=", 0)], order="id"
    )
    for state, group in customers.grouped("state_id").items():
        code = state.code.rpartition("-")[2]
        if code not in CENTRES:
            continue
        latitude, longitude = CENTRES[code]
        reach = 0.08 if code in LARGE_TOWNS else 0.2
        env.cr.execute(
            "UPDATE res_partner SET pin_method = 'address', date_localization = CURRENT_DATE,"
            " partner_latitude = %s + %s * ((id * 7919 %% 1000) / 500.0 - 1) * ((id * 31 %% 97) / 97.0),"
            " partner_longitude = %s + %s * ((id * 104729 %% 1000) / 500.0 - 1) * ((id * 17 %% 89) / 89.0)"
            " WHERE id IN %s",
            [latitude, reach, longitude, reach, tuple(group.ids)],
        )


def stretch_leads():
    """Let the first lead come two years ago, the last one when it did."""
    env.cr.execute("SELECT max(create_date) FROM crm_lead")
    [last] = env.cr.fetchone()
    env.cr.execute(
        "UPDATE crm_lead SET create_date = %(last)s - (%(last)s - create_date) * %(stretch)s",
        {"last": last, "stretch": STRETCH},
    )
    env.cr.execute(
        "UPDATE p2it_lead_history history SET date = lead.create_date FROM crm_lead lead"
        " WHERE lead.id = history.lead_id AND history.kind = 'created'"
    )
    env.cr.execute("UPDATE crm_lead SET stage_entered = create_date, date_open = create_date")
    env.invalidate_all()


def date_ends(leads, kinds, fields_to_date, first, spread):
    """Date what has just happened to leads, from ``first`` days after they came on."""
    env.flush_all()
    days = f"({first} + lead.id * 7919 %% {spread}) * interval '1 day'"
    assigned = ", ".join(f"{name} = lead.create_date + {days}" for name in fields_to_date)
    env.cr.execute(f"UPDATE crm_lead lead SET {assigned} WHERE id IN %s", [tuple(leads.ids)])
    env.cr.execute(
        f"UPDATE p2it_lead_history history SET date = lead.create_date + {days},"
        f" dwell_days = {first} + lead.id * 7919 %% {spread}"
        " FROM crm_lead lead WHERE lead.id = history.lead_id AND history.kind IN %s AND lead.id IN %s",
        [kinds, tuple(leads.ids)],
    )
    env.invalidate_all()


def convert(leads, first, spread):
    """Make opportunities of leads, from ``first`` days after they came on."""
    leads.convert_opportunity(False)
    date_ends(leads, ("converted",), ("date_conversion", "converted_on"), first, spread)
    env.cr.execute(
        "UPDATE crm_lead SET days_to_convert = converted_on - create_date::date WHERE id IN %s",
        [tuple(leads.ids)],
    )
    env.invalidate_all()


def end_leads():
    """Of the leads that are no longer new, half became opportunities or were lost, some were won."""
    old = vietnamese["crm.lead"].search(
        [("create_date", "<", fields.Datetime.now() - timedelta(days=OPEN_DAYS)), ("type", "=", "lead")],
        order="id",
    )
    converted = old.filtered(lambda lead: lead.id % 10 in (1, 4, 7))
    lost = old.filtered(lambda lead: lead.id % 10 in (2, 5, 8, 9))
    convert(converted, 3, 25)
    reasons = vietnamese["crm.lost.reason"].search([], order="id")
    for number, reason in enumerate(reasons):
        lost.filtered(lambda lead, number=number: lead.id // 10 % len(reasons) == number).action_set_lost(
            lost_reason_id=reason.id
        )
    gone = converted.filtered(lambda lead: lead.id % 10 == 4)
    gone.action_set_lost(lost_reason_id=reasons[0].id)
    date_ends(lost | gone, ("closed",), ("date_closed",), 30, 28)
    won = converted.filtered(lambda lead: lead.id % 10 == 1)
    won.expected_revenue = 15_000_000
    won.action_set_won()
    date_ends(won, ("stage", "closed"), ("date_closed",), 30, 28)


def quote_leads():
    """Of the leads of the last weeks, some became opportunities, some with a quotation, and some were won."""
    young = vietnamese["crm.lead"].search(
        [("create_date", ">=", fields.Datetime.now() - timedelta(days=OPEN_DAYS)), ("type", "=", "lead")],
        order="id",
    )
    converted = young.filtered(lambda lead: lead.id % 10 in (0, 1, 4, 7))
    convert(converted, 1, 3)
    orders = vietnamese["sale.order"].search(
        [("opportunity_id", "=", False)], order="date_order desc, id desc"
    )
    for user, leads in converted.grouped("user_id").items():
        own = orders.filtered(lambda order, user=user: order.user_id == user)
        for lead, order in zip(leads.filtered(lambda lead: lead.id % 10 in (0, 1)), own, strict=False):
            lead.partner_id = order.partner_id
            order.opportunity_id = lead
    won = converted.filtered(lambda lead: lead.order_ids.filtered(lambda order: order.state == "sale"))
    won.filtered(lambda lead: lead.id % 10 == 1).action_set_won()


place_customers()
stretch_leads()
end_leads()
quote_leads()
env.cr.commit()
