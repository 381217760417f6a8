from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """Extends ``ir.attachment`` so that the file of an import is changed through the import only.

    Whoever may change an import could otherwise put another file under somebody else's name, with
    whose rights it is run.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_no_import_file()
        return attachments

    def write(self, vals):
        self._check_no_import_file()
        result = super().write(vals)
        if {"res_model", "res_field"} & set(vals):
            self._check_no_import_file()
        return result

    def unlink(self):
        self._check_no_import_file()
        return super().unlink()

    def _check_no_import_file(self):
        """:raise AccessError: when a user, and not a field of the import, changes its file"""
        if self.env.su:
            return
        # sudo: whose file it is must be known before it is refused
        files = self.sudo().filtered(lambda one: one.res_model == "p2it.import" and one.res_field)
        if files:
            raise AccessError(
                self.env._(
                    "The file of an import is its evidence. Who created the import can choose another "
                    "one in it, as long as it was not run."
                )
            )
