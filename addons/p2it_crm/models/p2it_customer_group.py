from odoo import fields, models


class P2itCustomerGroup(models.Model):
    """A kind of customers (dealer, project, retail …), in a tree of any depth."""

    _name = "p2it.customer.group"
    _inherit = ["p2it.tree.mixin"]
    _description = "Customer Group"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _order = "complete_name, id"

    _partner_field = "customer_group_id"

    name = fields.Char(translate=False)
    parent_id = fields.Many2one(
        "p2it.customer.group",
        string="Parent Group",
        ondelete="restrict",
        index=True,
    )
    child_ids = fields.One2many("p2it.customer.group", "parent_id", string="Subgroups")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty to use the group in every company.",
    )
    note = fields.Text(string="Description")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL AND code != ''",
        "Another customer group already has this code. Choose a different code.",
    )
