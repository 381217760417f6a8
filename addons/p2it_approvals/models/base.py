from odoo import api, models


class Base(models.AbstractModel):
    """Extends every model: where an approval type names a state, nobody sets it without the approval."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._has_guarded_state():
            kinds = self.env["p2it.approval.type"]
            for record, vals in zip(records, vals_list, strict=True):
                kinds._check_state(record, vals)
        return records

    def write(self, vals):
        if self._has_guarded_state():
            self.env["p2it.approval.type"]._check_state(self, vals)
        return super().write(vals)

    def _has_guarded_state(self):
        """:return: whether an active approval type names a state of this model; costs no query"""
        if self._abstract or self._transient or self._name.startswith(("ir.", "p2it.approval.")):
            return False
        kinds = self.env.get("p2it.approval.type")
        return (
            kinds is not None
            and self.env.registry.ready
            and any(field for _kind, _operation, field, _value in kinds._get_operations(self._name))
        )
