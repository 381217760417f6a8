from lxml import etree
from odoo import api, fields, models

_PREFIXES = ("action_", "button_")
_STATE_TYPES = ("selection", "boolean", "many2one")
_ADMINISTRATOR = "p2it_approvals.group_administrator"
_MOST = 100
"""So many records of a stage-like field are proposed."""


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with what an administrator may choose instead of typing it."""

    _inherit = "p2it.approval.type"

    operation_choices = fields.Json(compute="_compute_operation_choices", groups=_ADMINISTRATOR)
    state_field_choices = fields.Json(compute="_compute_state_field_choices", groups=_ADMINISTRATOR)
    state_value_choices = fields.Json(compute="_compute_state_value_choices", groups=_ADMINISTRATOR)

    @api.depends("model_id")
    def _compute_operation_choices(self):
        for kind in self:
            kind.operation_choices = self._get_operation_choices(kind.model_id.model)

    @api.depends("model_id")
    def _compute_state_field_choices(self):
        for kind in self:
            kind.state_field_choices = self._get_state_field_choices(kind.model_id.model)

    @api.depends("model_id", "state_field")
    def _compute_state_value_choices(self):
        for kind in self:
            kind.state_value_choices = self._get_state_value_choices(kind.model_id.model, kind.state_field)

    @api.model
    def _get_operation_choices(self, model):
        """Find the buttons of a document: those of its views by what stands on them, then its other methods.

        :return: ``[[name of the method, label]]``
        """
        if model not in self.env:
            return []
        labels = {
            name: label
            for name, label in self._find_view_buttons(model).items()
            if self._is_choosable(model, name)
        }
        others = sorted(
            name
            for name in dir(self.env.registry[model])
            if name.startswith(_PREFIXES) and name not in labels and self._is_choosable(model, name)
        )
        named = sorted(labels.items(), key=lambda item: item[1].casefold())
        return [[name, f"{label} ({name})"] for name, label in named] + [[name, name] for name in others]

    @api.model
    def _is_choosable(self, model, name):
        own = self.env.registry["p2it.approval.mixin"]
        return self._is_button(model, name) and not hasattr(own, name)

    @api.model
    def _find_view_buttons(self, model):
        """:return: ``{name of a method: what stands on its button}``, the main views' words before others"""
        # sudo: views belong to the settings; all of them, whatever groups they are for
        views = self.env["ir.ui.view"].sudo().search([("model", "=", model)], order="priority, id")
        labels = {}
        for view in views:
            for button in etree.fromstring(view.arch.encode()).iter("button"):
                name = button.get("name")
                if not name or button.get("type") != "object":
                    continue
                text = " ".join("".join(button.itertext()).split())
                label = button.get("string") or text or button.get("title") or ""
                if label and not labels.get(name):
                    labels[name] = label
        return labels

    @api.model
    def _get_state_field_choices(self, model):
        """:return: ``[[name of a field, label]]`` of those that an operation may set"""
        if model not in self.env:
            return []
        found = [
            [name, f"{field._description_string(self.env)} ({name})"]
            for name, field in self.env[model]._fields.items()
            if field.store
            and field.type in _STATE_TYPES
            and not (field.compute and field.readonly)
            and (field.type == "selection" or name in ("stage_id", "active"))
        ]
        return sorted(found, key=lambda choice: (choice[0] != "state", choice[1].casefold()))

    @api.model
    def _get_state_value_choices(self, model, name):
        """:return: ``[[value as it is compared, label]]``; nothing where it has to be typed"""
        field = self.env[model]._fields.get(name) if model in self.env and name else None
        if field is None:
            return []
        if field.type == "selection":
            return [[value, f"{label} ({value})"] for value, label in field._description_selection(self.env)]
        if field.type == "boolean":
            return [["True", self.env._("Yes")], ["False", self.env._("No")]]
        if field.type == "many2one":
            # sudo: names to choose from, for who sets up types
            records = self.env[field.comodel_name].sudo().search([], limit=_MOST)
            return [[str(record.id), record.display_name] for record in records]
        return []
