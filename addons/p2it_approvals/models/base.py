from odoo import api, models


class Base(models.AbstractModel):
    """Extends every model: where an approval type names a state, nobody sets it without the approval."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if records._has_guarded_state():
            self.env["p2it.approval.type"]._check_states(records)
        return records

    def write(self, vals):
        if not self._has_guarded_state():
            return super().write(vals)
        kinds = self.env["p2it.approval.type"]
        before = kinds._find_guarded(self)
        result = super().write(vals)
        kinds._check_states(self, before)
        return result

    def _has_guarded_state(self):
        """:return: whether an active approval type names a state of this model; no query of its own"""
        if self._abstract or self._transient or self._name.startswith(("ir.", "p2it.approval.")):
            return False
        kinds = self.env.get("p2it.approval.type")
        return (
            kinds is not None
            and self.env.registry.ready
            and any(row.state_field for row in kinds._get_operations(self._name))
        )
