from odoo import api, fields, models
from odoo.exceptions import ValidationError


class P2itTreeMixin(models.AbstractModel):
    """A tree of any depth whose nodes customers are put into.

    The concrete model declares ``parent_id`` and ``child_ids`` (they need its own name as
    comodel), sets ``_parent_store = True`` so that ``child_of`` is one range search, and names in
    ``_partner_field`` the many2one of ``res.partner`` that points at it.
    """

    _name = "p2it.tree.mixin"
    _description = "Tree of Customers"

    _partner_field = ""

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(index="btree_not_null")
    complete_name = fields.Char(
        string="Full Name",
        compute="_compute_complete_name",
        store=True,
        recursive=True,
    )
    active = fields.Boolean(default=True)
    parent_path = fields.Char(index=True)
    partner_count = fields.Integer(
        string="Customers",
        compute="_compute_partner_count",
        help="Customers here and in everything below.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for node in self:
            parent = node.parent_id.complete_name
            node.complete_name = f"{parent} / {node.name}" if parent else node.name

    def _compute_partner_count(self):
        """Count the customers of each whole subtree: two queries, whatever the number of nodes."""
        totals = dict.fromkeys(self.ids, 0)
        groups = self.env["res.partner"]._read_group(
            [(self._partner_field, "child_of", self.ids), *self._get_counted_partner_domain()],
            [self._partner_field],
            ["__count"],
        )
        for node, count in groups:
            # sudo: the path is only arithmetic; a node hidden by company still adds to its parents
            for ancestor in (node.sudo().parent_path or "").split("/")[:-1]:
                if int(ancestor) in totals:
                    totals[int(ancestor)] += count
        for node in self:
            node.partner_count = totals.get(node.id, 0)

    @api.model
    def _get_counted_partner_domain(self):
        """Count a company once, not again for each of its contacts.

        :return: a domain on ``res.partner``
        """
        return ["|", ("is_company", "=", True), ("parent_id", "=", False)]

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_not_below_itself(self.browse(vals["parent_id"]))
        return super().write(vals)

    def _check_not_below_itself(self, parent):
        """Refuse a cycle in plain words, before Odoo says “Recursion Detected”.

        :raise ValidationError: when ``parent`` is one of these nodes or lies below one
        """
        path = (parent.sudo().parent_path or "").split("/")  # sudo: the path is only arithmetic
        looping = self.filtered(lambda node: str(node.id) in path)
        if looping:
            raise ValidationError(
                self.env._(
                    "“%(name)s” can't be placed below itself. Choose another parent.",
                    name=", ".join(looping.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        """Name the copy as such; its code stays free, for a code belongs to one node."""
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for node, vals in zip(self, vals_list, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", node.name)
            if "code" not in default:
                vals["code"] = False
        return vals_list

    def action_view_partners(self):
        """Open the customers of this node and of everything below it.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_customers")
        action["display_name"] = self.complete_name
        action["domain"] = [
            (self._partner_field, "child_of", self.ids),
            *self._get_counted_partner_domain(),
        ]
        action["context"] = {
            "res_partner_search_mode": "customer",
            f"default_{self._partner_field}": self.id,
        }
        return action
