from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_SERVER = frozenset(
    (
        *("order_id", "stage", "state", "line_ids", "text", "total", "wants_confirmation", "requested_by"),
        *("requested_date", "closed_date", "closed_by", "release_ids", "excess", "overdue", "missing"),
        *("partner_id", "company_id", "user_id", "currency_id", "customer_ids"),
    )
)


class P2itCreditHold(models.Model):
    """An order on the hold list: why it is held, and who has released it or what has made it free.

    The server writes it. People ask for its release by an approval, or wait until the money is there.
    """

    _name = "p2it.credit.hold"
    _description = "Credit Hold"
    _inherit = ["mail.thread", "p2it.guard.mixin", "p2it.approval.mixin"]
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade", readonly=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="order_id.user_id", string="Salesperson", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage = fields.Selection(
        [
            ("confirm", "Confirmation"),
            ("change", "Change of a Confirmed Order"),
            ("dispatch", "Goods Leave"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "Held"),
            ("released", "Released by People"),
            ("cleared", "Free by Itself"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        index=True,
    )
    customer_ids = fields.Many2many(
        "res.partner",
        string="Whose Order It Was",
        readonly=True,
        help="Who ordered and who is invoiced, when it was held: a release is for them.",
    )
    line_ids = fields.One2many("p2it.credit.hold.line", "hold_id", string="Reasons", readonly=True)
    text = fields.Text(string="Why", readonly=True)
    total = fields.Monetary(
        string="Order's Total",
        readonly=True,
        help="Taxes included, in the company's currency; for how much the release is asked.",
    )
    excess = fields.Monetary(string="Over the Limit", readonly=True)
    overdue = fields.Monetary(readonly=True, help="More than is tolerated.")
    missing = fields.Monetary(string="Prepayment Missing", readonly=True)
    wants_confirmation = fields.Boolean(
        string="Confirm When Free",
        readonly=True,
        help="The order is confirmed by itself once nothing holds it any more.",
    )
    requested_by = fields.Many2one("res.users", string="Put on Hold By", readonly=True)
    requested_date = fields.Datetime(string="Held Since", readonly=True)
    closed_by = fields.Many2one("res.users", readonly=True)
    closed_date = fields.Datetime(string="Ended On", readonly=True)
    release_ids = fields.One2many("p2it.credit.release", "hold_id", readonly=True)
    note = fields.Text(string="What Speaks for It", help="For those who decide.")
    is_stale = fields.Boolean(
        string="Over by Now",
        compute="_compute_is_stale",
        help="As things are now, nothing holds the order any more.",
    )
    releasers = fields.Char(
        string="Who Can Release",
        compute="_compute_releasers",
        help="Whom it waits for; who could be asked while nobody was.",
    )
    now_text = fields.Text(string="As It Is Now", compute="_compute_is_stale")

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state = 'open'", "The order is on the hold list already."
    )

    @api.model
    def _get_guarded_fields(self):
        """Override of `p2it_crm`: people write the note only."""
        return super()._get_guarded_fields() | _SERVER

    @api.depends("order_id", "state")
    def _compute_is_stale(self):
        self.update({"is_stale": False, "now_text": False})
        still_open = self.filtered(lambda hold: hold.state == "open")
        verdicts = self.env["p2it.credit.check"]._judge(
            still_open.order_id, still_open._get_more_asked(), alone=True
        )
        for hold in still_open:
            verdict = verdicts.get(hold.order_id)
            hold.is_stale = not (verdict and verdict.reasons)
            hold.now_text = self.env["p2it.credit.wording"]._describe(verdict) if verdict else False

    @api.depends("state")
    def _compute_releasers(self):
        everybody = self.env["p2it.credit.wording"]._get_releasers()
        for hold in self:
            waits_for = hold.approval_waits_for or everybody
            hold.releasers = waits_for if hold.state == "open" else False

    # ---- becoming ----

    @api.model
    def _hold(self, verdicts, stage, note="", wants_confirmation=False):
        """Put orders on the hold list; those on it already get today's figures.

        :param dict verdicts: ``{order: Verdict}`` of orders that are held
        :param str stage: at what they are held
        :return: the holds, of the caller's environment
        """
        # sudo: the hold list is the server's
        holds = self.sudo()
        known = holds.search([("order_id", "in", [order.id for order in verdicts]), ("state", "=", "open")])
        by_order, new = {hold.order_id: hold for hold in known}, []
        reasons = self.env["p2it.hold.reason"]._get_by_code()
        known.line_ids.unlink()
        for order, verdict in verdicts.items():
            vals = self._prepare_vals(verdict, reasons)
            vals.update(
                stage=stage, wants_confirmation=wants_confirmation, **({"note": note} if note else {})
            )
            if order in by_order:
                by_order[order].write(vals)
            else:
                new.append({**vals, "order_id": order.id, **self._prepare_request_vals()})
        return self.browse((known | holds.create(new)).ids)

    @api.model
    def _prepare_request_vals(self):
        return {"requested_by": self.env.uid, "requested_date": fields.Datetime.now()}

    @api.model
    def _prepare_vals(self, verdict, reasons):
        """Prepare a hold.

        :param Verdict verdict: of the order
        :param dict reasons: ``{code: reason}``
        :return: its values
        """
        wording = self.env["p2it.credit.wording"]
        to_amount, lines = _make_rounding(verdict.currency), []
        for reason, term, account in verdict.reasons:
            lines.append(
                fields.Command.create(
                    {
                        "reason_id": reasons[reason.kind].id,
                        "partner_id": account,
                        "figure": to_amount(reason.figure),
                        "bound": to_amount(reason.bound),
                        "excess": to_amount(reason.excess),
                        "text": wording._describe_reason(verdict, reason, term, account),
                    }
                )
            )
        excess = {kind: [r.excess for r, _t, _a in verdict.reasons if r.kind == kind] for kind in reasons}
        return {
            "customer_ids": [
                fields.Command.set(self.env["p2it.credit.check"]._get_customers(verdict.order).ids)
            ],
            "line_ids": lines,
            "text": wording._describe(verdict),
            "total": to_amount(verdict.total),
            "excess": to_amount(max(excess["limit"], default=0)),
            "overdue": to_amount(max(excess["overdue"], default=0)),
            "missing": to_amount(max(excess["prepayment"], default=0)),
        }

    def _ask_release(self, note=""):
        """Ask for the release by the approval types that apply; without one, credit managers see the list."""
        requests = self.env["p2it.approval.request"]
        needing = {hold.id for kind in requests._get_kinds(self._name) for hold in kind._get_documents(self)}
        if needing:
            requests.ask(self._name, sorted(needing), note=note)

    # ---- ending ----

    def action_release(self):
        """Let the orders go on as they are, as bad as was asked.

        An approval type on credit holds stands before it; without one, credit managers release, but not what
        they asked for themselves.

        :return: ``True``
        :raise AccessError: for who is no credit manager, or asked for it
        """
        if not self.env.su:
            self._check_may_release()
        # sudo: the hold list is the server's
        self.sudo()._release()
        return True

    def _check_may_release(self):
        if not self.env.user.has_group("p2it_credit.group_manager"):
            raise AccessError(self.env._("Only credit managers release orders: ask one of them."))
        if any(hold.requested_by == self.env.user for hold in self):
            raise AccessError(
                self.env._("Nobody releases what they asked for themselves: another credit manager does.")
            )

    def _release(self):
        for hold in self.sorted("id"):
            hold._lock()
            if hold.state != "open":
                raise UserError(
                    self.env._("“%s” is not on hold any more: nothing to release.", hold.order_id.name)
                )
            self.env["p2it.credit.release"].create(hold._prepare_release_vals())
            hold._end("released")
            hold._go_on()

    def _prepare_release_vals(self):
        days = self.company_id.credit_release_days
        today = fields.Date.context_today(self)
        return [
            {
                "hold_id": self.id,
                "order_id": self.order_id.id,
                "partner_ids": [fields.Command.set(self.customer_ids.ids)],
                "reason_id": line.reason_id.id,
                "debtor_id": line.partner_id.id,
                "currency_id": self.currency_id.id,
                "figure": line.excess if line.reason_id.code == "prepayment" else line.figure,
                "total": self.total,
                "date_to": fields.Date.add(today, days=days) if days else False,
                "user_id": self.env.uid,
            }
            for line in self.line_ids
        ]

    def _end(self, state):
        self.write({"state": state, "closed_by": self.env.uid, "closed_date": fields.Datetime.now()})
        if state != "released":
            self._withdraw_approvals()

    def _lock(self):
        """Take the order's row, then the hold's: who was faster has ended it."""
        self.env["p2it.approval.document"]._lock(self.order_id)
        self.env["p2it.approval.document"]._lock(self)

    def action_withdraw(self):
        """Take orders off the hold list without releasing them.

        :return: ``True``
        :raise AccessError: for who may not change the order
        """
        self.order_id.check_access("write")
        for hold in self.sudo().filtered(lambda hold: hold.state == "open"):  # sudo: the server's list
            hold._end("cancelled")
        return True

    def action_open_order(self):
        """Open the order.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }


def _make_rounding(currency):
    """:return: function of a number, which gives the amount that the database keeps"""
    return lambda number: currency.round(float(number))
