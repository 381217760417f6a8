from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner_overview import SHOWN


class ResPartner(models.Model):
    """Extends ``res.partner`` with the sections of the overview that this addon knows."""

    _inherit = "res.partner"

    def _get_orders_section(self):
        domain = self._get_order_domain() & self._get_own_orders_domain()
        action = self._make_order_action(self.env._("Orders of %s", self.display_name), domain)
        trend = dict(self._fields["order_trend"]._description_selection(self.env)).get(self.order_trend)
        tone = {"rising": "success", "falling": "warning", "lapsed": "danger"}.get(self.order_trend, "")
        buys = bool(self.order_count)
        return {
            "name": "orders",
            "title": self.env._("Orders"),
            "sequence": 10,
            "figures": [
                self._make_figure("order_count", self.env._("Orders"), self.order_count, action=action),
                self._make_figure(
                    "order_total", self.env._("Revenue"), self.order_total, "monetary", action=action
                ),
                self._make_figure(
                    "order_interval_days",
                    self.env._("Days Between Orders"),
                    self.order_interval_days if self.order_count > 1 else None,
                    "float",
                    help_text=self._fields["order_interval_days"]._description_help(self.env),
                ),
                self._make_figure(
                    "days_since_order",
                    self.env._("Days Since Last Order"),
                    self.days_since_order if buys else None,
                    tone="danger" if self.order_trend == "lapsed" else "",
                ),
                self._make_figure(
                    "order_trend",
                    self.env._("Trend"),
                    trend,
                    "char",
                    tone=tone,
                    help_text=self._fields["order_trend"]._description_help(self.env),
                ),
            ],
            "table": self._make_order_table(
                domain, self.env._("No order has been confirmed yet."), action, self._get_order_columns()
            ),
        }

    def _get_quotations_section(self):
        domain = self._get_quotation_domain() & self._get_own_orders_domain()
        action = self._make_order_action(self.env._("Open Quotations of %s", self.display_name), domain)
        return {
            "name": "quotations",
            "title": self.env._("Open Quotations"),
            "sequence": 20,
            "figures": [
                self._make_figure(
                    "quotation_count", self.env._("Quotations"), self.quotation_count, action=action
                ),
                self._make_figure(
                    "quotation_total", self.env._("Value"), self.quotation_total, "monetary", action=action
                ),
            ],
            "table": self._make_order_table(
                domain, self.env._("No quotation is waiting."), action, self._get_quotation_columns()
            ),
        }

    @api.model
    def _make_order_action(self, name, domain):
        view = self.env.ref("p2it_crm.sale_order_view_list_account")
        return self._make_list_action(name, "sale.order", domain, views=[(view.id, "list"), (False, "form")])

    @api.model
    def _make_order_table(self, domain, empty, action, columns):
        orders = self.env["sale.order"].search(domain, order="date_order desc, id desc", limit=SHOWN)
        return self._make_table(orders, columns, empty, action)

    def _get_order_columns(self):
        """Hook: extend with the state of deliveries, payments and so on.

        :return: the columns of the orders' table, see :meth:`_make_table`
        """
        states = dict(self.env["sale.order"]._fields["invoice_status"]._description_selection(self.env))
        return [
            (self.env._("Number"), "char", lambda order: order.name),
            (self.env._("Date"), "date", lambda order: self._get_local_day(order.date_order)),
            (self.env._("Salesperson"), "char", lambda order: order.user_id.sudo().name),  # sudo: a name
            (self.env._("Invoicing"), "char", lambda order: states.get(order.invoice_status)),
            (self.env._("Untaxed"), "monetary", self._get_order_value),
        ]

    def _get_quotation_columns(self):
        states = dict(self.env["sale.order"]._fields["state"]._description_selection(self.env))
        return [
            (self.env._("Number"), "char", lambda order: order.name),
            (self.env._("Date"), "date", lambda order: self._get_local_day(order.date_order)),
            (self.env._("Valid Until"), "date", lambda order: fields.Date.to_string(order.validity_date)),
            (self.env._("Status"), "char", lambda order: states.get(order.state)),
            (self.env._("Untaxed"), "monetary", self._get_order_value),
        ]

    @api.model
    def _get_order_value(self, order):
        """:return: the order's untaxed amount as the figures count it"""
        value, company = order.amount_untaxed / (order.currency_rate or 1), order.company_id
        today = fields.Date.context_today(self)
        return company.currency_id._convert(value, self.env.company.currency_id, company, today)

    def _get_local_day(self, moment):
        return fields.Date.to_string(fields.Datetime.context_timestamp(self, moment).date())

    def _get_products_section(self):
        domain = Domain("state", "=", "sale") & Domain("company_id", "in", self.env.companies.ids)
        domain &= self._get_own_orders_domain_of_report()
        groups = self.env["sale.report"]._read_group(
            domain & Domain("product_id", "!=", False),
            ["product_id"],
            ["product_uom_qty:sum", "price_subtotal:sum", "date:max"],
            order="price_subtotal:sum DESC, product_id",
        )
        figures = {product: row for product, *row in groups}
        products = self.env["product.product"].browse([product.id for product in figures])
        action = self._make_list_action(
            self.env._("Products Bought by %s", self.display_name),
            "sale.report",
            domain,
            views=[(False, "pivot"), (False, "list"), (False, "graph")],
            context={"group_by": ["product_id"], "pivot_measures": ["product_uom_qty", "price_subtotal"]},
        )
        columns = [
            (self.env._("Product"), "char", lambda product: product.display_name),
            (self.env._("Quantity"), "float", lambda product: figures[product][0]),
            (self.env._("Unit"), "char", lambda product: product.uom_id.name),
            (self.env._("Untaxed"), "monetary", lambda product: figures[product][1]),
            (self.env._("Last"), "date", lambda product: self._get_local_day(figures[product][2])),
        ]
        return {
            "name": "products",
            "title": self.env._("Products Bought"),
            "sequence": 30,
            "figures": [
                self._make_figure("product_count", self.env._("Products"), len(products), action=action)
            ],
            "table": self._make_table(
                products[:SHOWN], columns, self.env._("Nothing has been bought yet."), action
            ),
        }

    def _get_own_orders_domain_of_report(self):
        name = "commercial_partner_id" if self.commercial_partner_id == self else "partner_id"
        return Domain(name, "=", self.id)

    def _get_care_section(self):
        entries = self.env["p2it.care"].search([("customer_id", "=", self.id)], limit=SHOWN)
        action = self.action_view_care()
        outcomes = dict(self.env["p2it.care"]._fields["outcome"]._description_selection(self.env))
        columns = [
            (self.env._("When"), "date", lambda care: self._get_local_day(care.date)),
            (self.env._("Kind"), "char", lambda care: care.activity_type_id.name),
            (self.env._("Salesperson"), "char", lambda care: care.user_id.sudo().name),  # sudo: a name
            (self.env._("Outcome"), "char", lambda care: outcomes.get(care.outcome)),
            (self.env._("Summary"), "char", lambda care: care.summary),
        ]
        last = self.last_care_date and self._get_local_day(self.last_care_date)
        return {
            "name": "care",
            "title": self.env._("Care"),
            "sequence": 40,
            "figures": [
                self._make_figure("care_count", self.env._("Entries"), self.care_count, action=action),
                self._make_figure("last_care_date", self.env._("Last Care"), last, "date", action=action),
                self._make_figure(
                    "care_expense_total",
                    self.env._("Cost of Care"),
                    self.care_expense_total,
                    "monetary",
                    action=self.action_view_care_expenses(),
                ),
            ],
            "table": self._make_table(entries, columns, self.env._("No care has been recorded."), action),
        }

    def _get_result_section(self):
        """What remains of what was invoiced: less the goods, less the cost of care."""
        domain = [
            ("customer_id", "=", self.commercial_partner_id.id),
            ("company_id", "in", self.env.companies.ids),
        ]
        names = ["invoiced", "goods_cost", "gross_margin", "care_cost", "net_margin", "care_cost_open"]
        [sums] = self.env["p2it.care.margin"]._read_group(domain, [], [f"{name}:sum" for name in names])
        values = dict(zip(names, sums, strict=True))
        report = self.env["p2it.care.margin"]._fields
        action = self._make_list_action(
            self.env._("Cost and Margin of %s", self.display_name),
            "p2it.care.margin",
            domain,
            views=[(False, "list")],
        )
        figures = [
            self._make_figure(
                name,
                report[name]._description_string(self.env),
                values[name] or 0.0,
                "monetary",
                action=action,
                help_text=report[name]._description_help(self.env),
                tone="danger" if name == "net_margin" and (values[name] or 0.0) < 0 else "",
            )
            for name in names
        ]
        share = (values["care_cost"] or 0.0) / values["invoiced"] if values["invoiced"] else None
        figures.append(
            self._make_figure(
                "care_share",
                self.env._("Care per Revenue"),
                share,
                "percentage",
                help_text=self.env._("Cost of care divided by what was invoiced."),
            )
        )
        return {"name": "result", "title": self.env._("Result"), "sequence": 35, "figures": figures}
