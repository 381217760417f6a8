from odoo import api, models
from odoo.exceptions import AccessError


def get_client_defaults(records):
    """Tell what a client would fill in without naming it in the values.

    A guard that looks at the values alone is passed by a default, which every client can send in the
    context, and every user can store for themselves.

    :param records: any recordset of the model
    :return: ``{field: value}`` of the context and of the defaults stored for the user
    """
    prefix = "default_"
    sent = {
        key.removeprefix(prefix): value
        for key, value in records.env.context.items()
        if key.startswith(prefix) and key.removeprefix(prefix) in records._fields
    }
    return {**records.env["ir.default"]._get_model_defaults(records._name), **sent}


class P2itGuardMixin(models.AbstractModel):
    """Fields that follow from what happened, which no client writes, whatever way it comes."""

    _name = "p2it.guard.mixin"
    _description = "Fields That Only the Server Writes"

    @api.model
    def _get_guarded_fields(self):
        """Hook: each model adds its own to those of ``super()``.

        :return: names of fields that only the server writes
        :rtype: frozenset
        """
        return frozenset()

    @api.model
    def default_get(self, fields):
        """Drop defaults for guarded fields that a client's context or own defaults bring."""
        defaults = super().default_get(fields)
        if not self.env.su:
            for name in self._get_guarded_fields():
                defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded_untouched(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded_untouched([vals])
        return super().write(vals)

    def _check_guarded_untouched(self, vals_list):
        """:raise AccessError: when somebody enters what the server finds out"""
        if self.env.su or not vals_list:
            return
        touched = sorted(self._get_guarded_fields().intersection(set().union(*vals_list)))
        if touched:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in touched)
            raise AccessError(
                self.env._(
                    "%(fields)s can't be entered: it follows from what happens. Leave it out of your "
                    "form, file or script.",
                    fields=labels,
                )
            )
