from odoo import api, fields, models

CARE_LINKS = ("care_id", "lead_id", "customer_id")
"""What ties an expense to care; copies, and so the parts of a split, keep it."""


class HrExpense(models.Model):
    _inherit = "hr.expense"

    care_id = fields.Many2one(
        "p2it.care",
        string="Care",
        index="btree_not_null",
        ondelete="restrict",
        help="The visit or call that caused it.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Opportunity",
        compute="_compute_care_links",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    customer_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_care_links",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="For whom the money was spent. It counts in the customer's cost of care.",
    )

    @api.depends("care_id.lead_id", "care_id.customer_id")
    def _compute_care_links(self):
        for expense in self:
            expense.lead_id = expense.care_id.lead_id or expense.lead_id
            expense.customer_id = expense.care_id.customer_id or expense.customer_id

    @api.model_create_multi
    def create(self, vals_list):
        expenses = super().create(vals_list)
        expenses._check_care_links_readable(CARE_LINKS)
        return expenses

    def write(self, vals):
        result = super().write(vals)
        self._check_care_links_readable([name for name in CARE_LINKS if vals.get(name)])
        return result

    def _check_care_links_readable(self, names):
        """Nobody puts costs on a customer whom they may not see.

        No constraint, for those run as superuser.

        :raise AccessError: for somebody hidden from the user
        """
        for name in names:
            # Of nothing, Odoo still asks for the right to the model, which employees need not have.
            if self[name]:
                self[name].check_access("read")
