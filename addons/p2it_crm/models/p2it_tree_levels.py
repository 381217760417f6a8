from odoo import api, fields, models

LEVELS = ("level_1_id", "level_2_id", "level_3_id")
"""The first three levels of a tree, from the top, by which lists are grouped one after the other."""


class P2itTreeLevelMixin(models.AbstractModel):
    """The nodes above a node on the first three levels of its tree; the node itself on its own.

    The concrete model declares the three fields, for they need its name.
    """

    _name = "p2it.tree.level.mixin"
    _description = "Levels of a Tree"

    def _compute_levels(self):
        for node in self:
            above = [node.parent_id[name] for name in LEVELS] if node.parent_id else []
            path = [level for level in above if level]
            levels = [*path, node][: len(LEVELS)]
            for name, level in zip(LEVELS, [*levels, *[node.browse()] * len(LEVELS)], strict=False):
                node[name] = level


class P2itCustomerGroup(models.Model):
    """Extends ``p2it.customer.group`` with its levels."""

    _name = "p2it.customer.group"
    _inherit = ["p2it.customer.group", "p2it.tree.level.mixin"]

    level_1_id = fields.Many2one(
        "p2it.customer.group", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )
    level_2_id = fields.Many2one(
        "p2it.customer.group", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )
    level_3_id = fields.Many2one(
        "p2it.customer.group", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )

    @api.depends("parent_id.level_1_id", "parent_id.level_2_id", "parent_id.level_3_id")
    def _compute_levels(self):
        return super()._compute_levels()


class P2itArea(models.Model):
    """Extends ``p2it.area`` with its levels: those of a region are its regions above."""

    _name = "p2it.area"
    _inherit = ["p2it.area", "p2it.tree.level.mixin"]

    level_1_id = fields.Many2one(
        "p2it.area", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )
    level_2_id = fields.Many2one(
        "p2it.area", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )
    level_3_id = fields.Many2one(
        "p2it.area", compute="_compute_levels", store=True, recursive=True, index="btree_not_null"
    )

    @api.depends("parent_id.level_1_id", "parent_id.level_2_id", "parent_id.level_3_id")
    def _compute_levels(self):
        return super()._compute_levels()
