from odoo import models


class IrUiMenu(models.Model):
    """Extends ``ir.ui.menu``: who is a guard and nothing else finds the gate and nothing else."""

    _inherit = "ir.ui.menu"

    def _filter_visible_menus(self):
        """Override of `base` to leave guards the menus of the gate."""
        visible = super()._filter_visible_menus()
        gate = self.env.ref("p2it_approvals.menu_gate", raise_if_not_found=False)
        if not gate or not self.env.user._is_only_guard():
            return visible
        return visible.filtered(
            lambda menu: menu == gate or (menu.parent_path or "").startswith(gate.parent_path)
        )
