from odoo import api, models


class P2itPromotionPart(models.AbstractModel):
    """What a program is made of: a change of it is a change of the program, compiled or checked."""

    _name = "p2it.promotion.part"
    _description = "Part of a Promotion"

    def _check_program(self):
        """Check again whether the program may apply by itself; for constraints of the concrete model."""
        self.program_id._check_automatic()

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.program_id._clear_automatic_facts()
        return parts

    def write(self, vals):
        result = super().write(vals)
        self.program_id._clear_automatic_facts()
        return result

    def unlink(self):
        programs = self.program_id
        result = super().unlink()
        programs.exists()._clear_automatic_facts()
        return result
