from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain

FIGURES = ("customer_count", "lead_count", "order_count", "order_amount", "revenue")


class P2itRegionChangeEffect(models.Model):
    """What a change of regions means for one salesperson or one region. The preview writes it."""

    _name = "p2it.region.change.effect"
    _description = "Effect of a Change of Regions"
    _order = "change_id, kind, revenue desc, id"
    _rec_name = "user_id"

    change_id = fields.Many2one("p2it.region.change", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="change_id.currency_id")
    kind = fields.Selection(
        selection=[("gain", "Gains"), ("loss", "Loses"), ("person", "Salesperson")], required=True
    )
    region_id = fields.Many2one("p2it.area", string="Region", ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        ondelete="set null",
        help="The salesperson of the customers, or who looks after the region.",
    )
    customer_count = fields.Integer(string="Customers")
    lead_count = fields.Integer(string="Open Leads")
    order_count = fields.Integer(string="Open Orders")
    order_amount = fields.Monetary(string="Value of Open Orders")
    revenue = fields.Monetary(string="Revenue of 12 Months")

    @api.model
    def _work_out(self, change):
        """Compare the maps before and after, and keep what moves between them.

        The number of queries does not depend on how many areas or customers move.

        :param change: a ``p2it.region.change``
        :return: the number of areas that move
        """
        before, after = self._get_maps(change)
        moved = {area for area in before.keys() | after.keys() if before.get(area) != after.get(area)}
        figures = self._get_figures(change, moved)
        self._set_lines(change, moved, figures)
        totals = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
        for (area, user), values in figures.items():
            keys = [("person", False, user), ("loss", before.get(area)), ("gain", after.get(area))]
            for key in keys:
                for name, value in values.items() if key[0] == "person" or key[1] else ():
                    totals[key][name] += value
        self.create([self._prepare_effect_vals(change, key, values) for key, values in totals.items()])
        return len(moved)

    @api.model
    def _prepare_effect_vals(self, change, key, values):
        kind, region, *user = key
        responsible = self.env["p2it.area"].browse(region).user_id.id if region else False
        return {
            "change_id": change.id,
            "kind": kind,
            "region_id": region,
            "user_id": user[0] if user else responsible,
            **values,
        }

    @api.model
    def _get_maps(self, change):
        """:return: ``{area: region}`` on the first day, without the change and with it"""
        areas = self.env["p2it.area"]
        moves = {line.area_id.id: line.region_id.id for line in change.line_ids}
        arguments = {"day": change.date_from, "company": change.company_id}
        return [
            dict(self.env.execute_query(areas._select_map(areas._get_region_map(moved=moved, **arguments))))
            for moved in (None, moves)
        ]

    @api.model
    def _set_lines(self, change, moved, figures):
        """Give each line what moves because of it: the nearest line around an area counts."""
        lines = {line.area_id.id: line for line in change.line_ids}
        owners = self._get_owners(change, moved, lines)
        totals = {line: dict.fromkeys(("area_count", *FIGURES), 0) for line in change.line_ids}
        for line in owners.values():
            totals[line]["area_count"] += 1
        for (area, _user), values in figures.items():
            if area in owners:
                for name, value in values.items():
                    totals[owners[area]][name] += value
        for line, values in totals.items():
            line.write(values)

    @api.model
    def _get_owners(self, change, moved, lines):
        """:return: ``{id of a moved area: the line that moves it}``"""
        areas = self.env["p2it.area"].browse(moved)
        query = areas._select_map(areas._get_current_map(change.date_from))
        current = dict(self.env.execute_query(query))
        paths = {area.id: area.parent_path for area in areas.browse({*moved, *current.values()}).exists()}
        owners = {}
        for area in moved:
            for place in (area, current.get(area)):
                above = [int(id_) for id_ in (paths.get(place) or "").split("/")[:-1]]
                if line := next((lines[id_] for id_ in reversed(above) if id_ in lines), None):
                    owners[area] = line
                    break
        return owners

    @api.model
    def _get_figures(self, change, moved):
        """:return: ``{(id of an area, id of a salesperson): {figure: value}}``"""
        figures = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
        sources = (self._count_customers, self._count_leads, self._sum_orders, self._sum_revenue)
        for source in sources if moved else ():
            for area, user, values in source(change, list(moved)):
                for name, value in values.items():
                    figures[area.id, user.id][name] += value
        return figures

    @api.model
    def _count_customers(self, change, areas):
        partners = self.env["res.partner"]
        domain = Domain(
            [
                ("area_id", "in", areas),
                ("lifecycle", "!=", False),
                ("company_id", "in", (change.company_id.id, False)),
                *self.env["p2it.area"]._get_counted_partner_domain(),
            ]
        )
        for area, user, count in partners._read_group(domain, ["area_id", "user_id"], ["__count"]):
            yield area, user, {"customer_count": count}

    @api.model
    def _count_leads(self, change, areas):
        domain = [
            ("area_id", "in", areas),
            ("won_status", "=", "pending"),
            ("company_id", "in", (change.company_id.id, False)),
        ]
        groups = self.env["crm.lead"]._read_group(domain, ["area_id", "user_id"], ["__count"])
        for area, user, count in groups:
            yield area, user, {"lead_count": count}

    @api.model
    def _sum_orders(self, change, areas):
        """Quotations, and orders that are not invoiced yet."""
        domain = Domain("partner_id.area_id", "in", areas) & Domain("company_id", "=", change.company_id.id)
        domain &= Domain("state", "in", ("draft", "sent")) | (
            Domain("state", "=", "sale") & Domain("invoice_status", "!=", "invoiced")
        )
        groups = self.env["sale.order"]._read_group(
            domain, ["partner_id.area_id", "user_id", "currency_id"], ["__count", "amount_untaxed:sum"]
        )
        today = fields.Date.context_today(self)
        for area, user, currency, count, amount in groups:
            value = currency._convert(amount, change.currency_id, change.company_id, today)
            yield area, user, {"order_count": count, "order_amount": value}

    @api.model
    def _sum_revenue(self, change, areas):
        """Invoices less credit notes of the last 12 months."""
        since = fields.Date.context_today(self) - relativedelta(months=12)
        domain = [
            ("partner_id.area_id", "in", areas),
            ("company_id", "=", change.company_id.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("invoice_date", ">", since),
        ]
        groups = self.env["account.move"]._read_group(
            domain, ["partner_id.area_id", "invoice_user_id"], ["amount_untaxed_signed:sum"]
        )
        for area, user, amount in groups:
            yield area, user, {"revenue": amount}
