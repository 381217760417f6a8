from odoo import fields, models
from odoo.exceptions import UserError


class P2itCare(models.Model):
    """Extends ``p2it.care`` with its buttons: what it cost, and what takes its place."""

    _inherit = "p2it.care"

    def action_add_expense(self):
        """Open a new expense of this entry.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Expense"),
            "res_model": "hr.expense",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_care_id": self.id,
                "default_name": self.display_name,
                "default_date": fields.Datetime.context_timestamp(self, self.date).date(),
                "default_product_id": self._get_usual_expense().id,
            },
        }

    def _get_usual_expense(self):
        """:return: the category of the user's last expense of care, else that of any expense"""
        expenses = self.env["hr.expense"]
        last = expenses.search(
            [("care_id", "!=", False), ("employee_id.user_id", "=", self.env.uid)], order="id desc", limit=1
        )
        anything = self.env.ref("hr_expense.product_product_no_cost", raise_if_not_found=False)
        return last.product_id or anything or self.env["product.product"]

    def action_correct(self):
        """Open a new entry that will take this one's place.

        :return: a window action
        :raise UserError: when it was corrected already, or may still be changed itself
        """
        self.ensure_one()
        if self.is_corrected:
            raise UserError(self.env._("It was corrected already. Correct the newer entry."))
        if not self.is_locked:
            raise UserError(self.env._("It was recorded today: change it directly."))
        names = ("date", "lead_id", "order_id", "partner_id", "activity_type_id", "outcome", "summary")
        values = self.read([*names, "duration"], load=None)[0]
        values.pop("id")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Care"),
            "res_model": "p2it.care",
            "view_mode": "form",
            "target": "new",
            "context": {
                "p2it_in_dialog": True,
                **{f"default_{name}": value for name, value in values.items()},
                "default_corrects_id": self.id,
            },
        }
