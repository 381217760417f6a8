from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Extends ``res.partner`` with the head of the tree a customer stands in."""

    _inherit = "res.partner"

    def _get_family_heads(self):
        """Find the topmost company above each partner, archived ones included, in one query.

        :return: ``{partner id: partner}``, without rights: heads are compared, locked, and not shown
        """
        if not self.ids:
            return {}
        self.flush_model(["parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above AS (
                    SELECT id AS partner_id, id, parent_id FROM res_partner WHERE id IN %s
                     UNION
                    SELECT above.partner_id, parent.id, parent.parent_id
                      FROM above JOIN res_partner AS parent ON parent.id = above.parent_id
                )
                SELECT partner_id, id FROM above WHERE parent_id IS NULL
                """,
                tuple(self.ids),
            )
        )
        partners = self.env["res.partner"].sudo()  # sudo: the tree reaches above what one sees
        return {partner_id: partners.browse(head_id) for partner_id, head_id in rows}
