from odoo import api, fields, models
from odoo.tools import SQL

_SALES = "sales_team.group_sale_salesman,account.group_account_invoice"


class ResPartner(models.Model):
    """Extends ``res.partner`` with what the customer owes and may owe, live, in the company's currency."""

    _inherit = "res.partner"

    credit_serial = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Counts confirmed orders, so that two of them at once don't both read what the other writes.",
    )
    credit_policy_ids = fields.One2many("p2it.credit.policy", "partner_id", string="Credit Policies")
    credit_currency_id = fields.Many2one("res.currency", compute="_compute_exposure", groups=_SALES)
    credit_exposure = fields.Monetary(
        string="Owes",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
        help="Open invoices and confirmed orders not yet invoiced, less money not yet matched; quotations "
        "where the terms count them. Of the customer with branches and contacts.",
    )
    credit_invoices = fields.Monetary(
        string="Open Invoices",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
    )
    credit_payments = fields.Monetary(
        string="Money Not Yet Matched",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
    )
    credit_orders = fields.Monetary(
        string="Orders Not Yet Invoiced",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
    )
    credit_drafts = fields.Monetary(
        string="Quotations That Count",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
    )
    credit_overdue = fields.Monetary(
        string="Overdue",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
        help="By more days than the terms allow, less money not yet matched.",
    )
    has_credit_limit = fields.Boolean(compute="_compute_exposure", groups=_SALES)
    credit_limit_now = fields.Monetary(
        string="May Owe",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
        help="The limit in force today, of the customer, its group or the company.",
    )
    credit_available = fields.Monetary(
        string="Left",
        currency_field="credit_currency_id",
        compute="_compute_exposure",
        groups=_SALES,
        help="How much more the customer may owe; negative when over the limit. Money that came for "
        "quotations is kept for them.",
    )

    @api.depends_context("company")
    def _compute_exposure(self):
        """All figures of all customers by three queries, whatever they owe."""
        company = self.env.company
        currency = company.sudo().currency_id  # sudo: the company at work
        self.update({"credit_currency_id": currency, "has_credit_limit": False})
        for name in _FIGURES:
            self[name] = 0
        family = self.env["p2it.credit.family"]
        saved = self._origin
        members = family._get_members(saved)
        if not members:
            return
        terms = family._get_terms(members, saved, company)
        exposures = self.env["p2it.credit.exposure"]._get(members, terms, company, currency)
        for partner in self:
            if partner._origin.id in terms:
                partner._set_exposure(terms[partner._origin.id], exposures, company)

    def _set_exposure(self, terms, exposures, company):
        limit = terms.limits[0] if terms.limits else None
        shown = exposures[terms.get_account(limit) if limit else min(terms.get_accounts())]
        late = exposures[terms.get_account(terms.overdue)] if terms.overdue else shown
        self.credit_exposure = shown.total
        self.credit_overdue = late.overdue
        for part, amount in shown.parts.items():
            self[f"credit_{part}"] = amount
        if limit:
            check = self.env["p2it.credit.check"]
            self.has_credit_limit = True
            self.credit_limit_now = check._get_amount(limit, limit.values, company)
            self.credit_available = self.credit_limit_now - shown.claim

    def _count_credit_turn(self):
        """Write the rows of the accounts, taken in the order of their ids."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner SET credit_serial = COALESCE(credit_serial, 0) + 1
                 WHERE id IN (SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                """,
                tuple(self.ids),
            )
        )

    # ---- documents behind the figures ----

    def action_view_credit_items(self):
        """Open the receivable items of which invoices and money consist.

        :return: a window action
        """
        accounts = self._get_credit_family_ids()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Receivable Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "in", accounts),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            "context": {"create": False, "search_default_group_by_partner": len(accounts) > 1},
        }

    def action_view_credit_orders(self):
        """Open the orders that are not yet invoiced.

        :return: a window action
        """
        accounts = self._get_credit_family_ids()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders Not Yet Invoiced"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [
                ("state", "=", "sale"),
                "|",
                ("partner_id", "in", accounts),
                ("partner_invoice_id", "in", accounts),
                "|",
                ("invoice_status", "!=", "invoiced"),
                ("invoice_ids.state", "=", "draft"),
            ],
            "context": {"create": False},
        }

    def action_credit_policy(self):
        """Open the customer's own terms, or new ones.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_policies")
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    def _get_credit_family_ids(self):
        """:return: ids of the contacts whose debts are shown with this one's"""
        self.ensure_one()
        family = self.env["p2it.credit.family"]
        members = family._get_members(self)
        terms = family._get_terms(members, self, self.env.company)[self.id]
        account = terms.get_account(terms.limits[0]) if terms.limits else min(terms.get_accounts())
        return family._get_below(members, account)


_FIGURES = (
    *("credit_exposure", "credit_invoices", "credit_payments", "credit_orders", "credit_drafts"),
    *("credit_overdue", "credit_limit_now", "credit_available"),
)
