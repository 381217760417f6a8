from collections import Counter

from odoo import api, fields, models

from .p2it_import_messages import MESSAGES, render_general


class P2itImport(models.Model):
    """Extends ``p2it.import`` with what its remarks have in common, so that none drowns."""

    _inherit = "p2it.import"

    summary = fields.Text(
        string="Reasons and Remarks",
        compute="_compute_summary",
        help="How many rows are refused or remarked upon, and why.",
    )

    @api.depends("state", "row_ids")
    def _compute_summary(self):
        counted = {record_id: Counter() for record_id in self.ids}
        for record, codes, count in self.env["p2it.import.row"]._read_group(
            [("import_id", "in", self.ids), ("codes", "!=", False)], ["import_id", "codes"], ["__count"]
        ):
            for code in codes.split():
                counted[record.id][code] += count
        for record in self:
            known = counted.get(record.id, Counter()).most_common()
            record.summary = "\n".join(
                f"{count} × {render_general(self.env, code)}" for code, count in known if code in MESSAGES
            )
