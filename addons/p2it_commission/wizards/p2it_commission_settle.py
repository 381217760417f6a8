from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.p2it_commission_hold import NOT_HELD


class P2itCommissionSettle(models.TransientModel):
    """Shows what would be settled of a period, computes what is missing, and proposes it to the people."""

    _name = "p2it.commission.settle.wizard"
    _description = "Settle a Period"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=1, day=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(day=1, days=1),
    )
    user_ids = fields.Many2many(
        "res.users", string="People", help="Empty: everybody with something to settle."
    )
    line_ids = fields.One2many(
        "p2it.commission.settle.line", "wizard_id", compute="_compute_line_ids", store=True
    )
    amount = fields.Monetary(string="Sum", compute="_compute_amount")

    @api.depends("company_id", "date_to", "user_ids")
    def _compute_line_ids(self):
        for wizard in self:
            rows = wizard._get_rows() if wizard.company_id and wizard.date_to else []
            wizard.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    @api.depends("line_ids")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(line.amount for line in wizard.line_ids if not line.is_settled)

    def action_compute(self):
        """Compute what was earned up to now, and show it.

        :return: action that shows the dialog again
        """
        self.ensure_one()
        self._run_engine()
        self._compute_line_ids()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle a Period"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_settle(self):
        """Compute what is missing, and propose the settlements.

        :return: action that lists them
        :raise UserError: when there is nothing to settle
        """
        self.ensure_one()
        self._run_engine()
        made = self.env["p2it.commission.settlement"]._propose(
            self.company_id, self._get_people(), self.date_from, self.date_to
        )
        if not made:
            raise UserError(
                self.env._(
                    "Nothing is left to settle up to that day: it is settled already, held, or nobody earned "
                    "anything. What came late for a settled period is settled with the next one."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_commission.action_commission_settlement")
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}

    def _check_may_settle(self):
        """:raise AccessError, UserError: for who doesn't settle commission, or not in this company"""
        self.env["p2it.commission.settlement"]._check_officer()
        if self.company_id not in self.env.user.company_ids:
            raise UserError(self.env._("Choose one of your companies."))

    def _run_engine(self):
        self._check_may_settle()
        # sudo: the engine writes the ledger, nobody else
        self.env["p2it.commission.engine"].sudo().run(self.company_id, is_whole=True)

    def _get_people(self):
        """:return: the chosen people, or all with something to settle"""
        if self.user_ids:
            return self.user_ids
        rows = self.env["p2it.commission.entry"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("settlement_id", "=", False),
                ("date", "<=", self.date_to),
            ],
            ["user_id"],
        )
        return self.env["res.users"].concat(*(user for [user] in rows))

    def _get_rows(self):
        """:return: values of a line for each person with entries that aren't settled"""
        self._check_may_settle()
        self.env.flush_all()
        some = SQL("AND e.user_id IN %s", tuple(self.user_ids.ids)) if self.user_ids else SQL("")
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT f.user_id, f.entry_count, f.amount, f.held, COALESCE(c.amount, 0) AS carried_amount,
                       EXISTS (SELECT FROM p2it_commission_settlement s
                                WHERE s.user_id = f.user_id AND s.company_id = %(company)s
                                  AND s.date_to = %(last)s AND s.state != 'cancel') AS is_settled
                  FROM (SELECT e.user_id, COUNT(*) FILTER (WHERE %(free)s) AS entry_count,
                               COALESCE(SUM(e.amount) FILTER (WHERE %(free)s), 0) AS amount,
                               COUNT(*) FILTER (WHERE NOT %(free)s) AS held
                          FROM p2it_commission_entry e
                         WHERE e.company_id = %(company)s AND e.date <= %(last)s AND e.settlement_id IS NULL
                               %(some)s
                         GROUP BY e.user_id) f
                  LEFT JOIN (SELECT user_id, SUM(amount_total) AS amount
                               FROM p2it_commission_settlement
                              WHERE company_id = %(company)s AND state = 'carried' AND carried_to_id IS NULL
                                AND amount_total < 0
                              GROUP BY user_id) c ON c.user_id = f.user_id
                 ORDER BY f.amount DESC, f.user_id
                """,
                company=self.company_id.id,
                last=self.date_to,
                free=SQL(NOT_HELD),
                some=some,
            )
        )
        for row in rows:
            row["amount_total"] = row["amount"] + row["carried_amount"]
        return rows


class P2itCommissionSettleLine(models.TransientModel):
    """What would be settled for one person."""

    _name = "p2it.commission.settle.line"
    _description = "Person to Settle"

    wizard_id = fields.Many2one("p2it.commission.settle.wizard", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    user_id = fields.Many2one("res.users", string="For", required=True)
    entry_count = fields.Integer(string="Entries")
    amount = fields.Monetary(string="Entries' Sum")
    carried_amount = fields.Monetary(string="Brought Forward")
    amount_total = fields.Monetary(string="To Pay")
    held = fields.Integer(help="Entries that stay out.")
    is_settled = fields.Boolean(
        string="Has One", help="Has a settlement up to this day: these entries wait for the next."
    )
