from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class P2itCommissionSettlement(models.Model):
    """Extends ``p2it.commission.settlement`` with being paid as a vendor bill of the person, once."""

    _inherit = "p2it.commission.settlement"

    bill_ids = fields.One2many("account.move", "p2it_settlement_id", string="Bills", readonly=True)
    bill_id = fields.Many2one("account.move", string="Bill", compute="_compute_bill_id", compute_sudo=True)

    def _compute_bill_id(self):
        for settlement in self:
            settlement.bill_id = settlement.bill_ids.filtered(lambda move: move._pays_settlement())[:1]

    def action_create_bill(self):
        """Bill approved settlements: one bill each, a line for each plan. Who comes second finds the bill.

        :return: action that opens the bills
        :raise UserError: for a settlement that isn't approved, or without the account that is charged
        """
        self._check_officer()
        self._take_rows()
        self._check_state("approved", "billed")
        for settlement in self.sudo():  # sudo: officers of commission need not be accountants
            if settlement.state == "approved":
                settlement._create_bill()
        return self._get_bill_action()

    def action_view_bill(self):
        """:return: action that opens the bills"""
        self.check_access("read")
        return self._get_bill_action()

    def _get_bill_action(self):
        bills = self.bill_id
        action = {"type": "ir.actions.act_window", "res_model": "account.move", "name": self.env._("Bills")}
        if not bills.has_access("read"):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._("Billed: %s. The accountants go on with it.", self._name_bills()),
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }
        if len(bills) == 1:
            return {**action, "res_id": bills.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", bills.ids)], "views": [(False, "list"), (False, "form")]}

    def _name_bills(self):
        return ", ".join(settlement.display_name for settlement in self)

    def _create_bill(self):
        bill = self.env["account.move"].with_company(self.company_id).create(self._prepare_bill_vals())
        if bill.currency_id.compare_amounts(bill.amount_total, self.amount_total):
            raise UserError(
                self.env._(
                    "The bill of %(settlement)s would be %(bill)s instead of %(amount)s: an accountant must "
                    "look at the account for commission in the settings of Accounting.",
                    settlement=self.display_name,
                    bill=bill.currency_id.format(bill.amount_total),
                    amount=self.currency_id.format(self.amount_total),
                )
            )
        self.state = "billed"

    def _prepare_bill_vals(self):
        """:return: values of the vendor bill, without tax: what is withheld is the accountants' to add"""
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": self.user_id.partner_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_origin": self.name,
            "ref": self.name,
            "p2it_settlement_id": self.id,
            "invoice_line_ids": [Command.create(vals) for vals in self._prepare_bill_line_vals()],
        }

    def _prepare_bill_line_vals(self):
        """:return: values of a line for each plan, and for each debt that was brought forward"""
        account = self.company_id.p2it_commission_account_id
        if not account:
            raise UserError(
                self.env._(
                    "To which account is commission charged in %(company)s? An accountant enters it in the "
                    "settings of Accounting under “Commission”.",
                    company=self.company_id.name,
                )
            )
        sums = self.env["p2it.commission.entry"]._read_group(
            [("settlement_id", "=", self.id)], ["root_id"], ["amount:sum"]
        )
        rows = [
            (self.env._("%(plan)s, %(period)s", plan=plan.name, period=self._get_period()), amount)
            for plan, amount in sums
        ]
        rows += [
            (self.env._("Brought forward from %s", other.name), other.amount_total)
            for other in self.carried_ids
        ]
        return [
            {
                "name": name,
                "quantity": 1,
                "price_unit": amount,
                "account_id": account.id,
                "tax_ids": [Command.clear()],
            }
            for name, amount in rows
        ]

    def _follow_bills(self):
        """Be billed while there is a bill, and to be billed again without one. As superuser."""
        self._take_rows()
        for settlement in self:
            bill = settlement.bill_ids.filtered(lambda move: move._pays_settlement())
            if bill and settlement.state not in ("approved", "billed"):
                raise UserError(
                    self.env._(
                        "%(settlement)s was cancelled or paid otherwise: this bill can't come back.",
                        settlement=settlement.display_name,
                    )
                )
            state = "billed" if bill else "approved"
            if settlement.state != state and settlement.state in ("approved", "billed"):
                settlement.state = state
                settlement._tell_bill_gone()

    def _tell_bill_gone(self):
        """Say in the history why a settlement is to be billed again, where a credit note did it."""
        reversed_bills = self.bill_ids.filtered(lambda move: move.payment_state == "reversed")
        if self.state == "approved" and reversed_bills:
            self._post(
                self.env._(
                    "%(bill)s was reversed by %(refund)s: the settlement is approved and can be billed "
                    "again, or sent to payroll.",
                    bill=reversed_bills[-1].name,
                    refund=", ".join(reversed_bills[-1].reversal_move_ids.mapped("name")),
                ),
                self.approved_by,
            )


class AccountMove(models.Model):
    """Extends ``account.move`` with the settlement that it pays, which can have one bill at a time."""

    _name = "account.move"
    _inherit = ["account.move", "p2it.guard.mixin"]

    p2it_settlement_id = fields.Many2one(
        "p2it.commission.settlement",
        string="Commission Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _p2it_settlement_unique = models.UniqueIndex(
        "(p2it_settlement_id) WHERE p2it_settlement_id IS NOT NULL AND state != 'cancel' "
        "AND payment_state IS DISTINCT FROM 'reversed'",
        "This settlement has a bill already: cancel, delete or reverse that one first.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"p2it_settlement_id"}

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._tell_settlements()
        return result

    def unlink(self):
        settlements = self.sudo().p2it_settlement_id  # sudo: whoever deletes the bill
        result = super().unlink()
        if settlements:
            settlements.invalidate_recordset(["bill_ids"])
            settlements._follow_bills()
        return result

    def _post(self, soft=True):
        """Override of `account`: no more is paid than was approved; taxes are the accountants'."""
        for move in self.sudo().filtered("p2it_settlement_id"):  # sudo: whoever posts the bill
            settlement = move.p2it_settlement_id
            if (
                move.company_currency_id.compare_amounts(-move.amount_untaxed_signed, settlement.amount_total)
                > 0
            ):
                raise UserError(
                    self.env._(
                        "%(bill)s is over %(amount)s, more than the %(approved)s approved with "
                        "%(settlement)s. Set its lines back; what is owed besides gets a bill of its own.",
                        bill=move.display_name,
                        amount=move.company_currency_id.format(-move.amount_untaxed_signed),
                        approved=settlement.currency_id.format(settlement.amount_total),
                        settlement=settlement.display_name,
                    )
                )
        return super()._post(soft=soft)

    def _tell_settlements(self):
        settlements = self.sudo().p2it_settlement_id  # sudo: whoever cancels the bill
        if settlements:
            settlements._follow_bills()

    def _pays_settlement(self):
        """:return: whether this bill is to be paid: neither cancelled nor taken back in whole"""
        self.ensure_one()
        return self.state != "cancel" and self.payment_state != "reversed"


class AccountPartialReconcile(models.Model):
    """Extends ``account.partial.reconcile``: by it a credit note takes a bill back, or doesn't any more."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        (partials.debit_move_id | partials.credit_move_id).move_id._tell_settlements()
        return partials

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        result = super().unlink()
        moves._tell_settlements()
        return result
