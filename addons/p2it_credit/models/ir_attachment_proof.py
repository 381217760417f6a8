from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """Extends ``ir.attachment``: the slip of a recorded transfer is evidence, which nobody exchanges."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if vals.keys() & {"raw", "datas", "db_datas", "store_fname", "res_model", "res_id", "url", "type"}:
            self._check_no_proof()
        return super().write(vals)

    def unlink(self):
        self._check_no_proof()
        return super().unlink()

    def _check_no_proof(self):
        """:raise AccessError: for the slip of what was recorded, superusers included"""
        # sudo: whose file it is must be known before it is refused
        files = self.sudo().filtered(lambda one: one.res_model == "p2it.bank.transfer" and one.res_id)
        if not files:
            return
        transfers = self.env["p2it.bank.transfer"].sudo()  # sudo: as above
        if transfers.search_count([("proof_ids", "in", files.ids), ("state", "!=", "draft")], limit=1):
            raise AccessError(
                self.env._(
                    "The photo belongs to a transfer that was recorded, and is its evidence. Add another one "
                    "there if it shows too little."
                )
            )
