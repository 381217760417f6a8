import base64

from odoo import api, models
from odoo.tools import file_open

FILES = (
    ("salesperson", "nhan_vien.csv"),
    ("customer", "khach_hang.csv"),
    ("product", "san_pham.csv"),
    ("lead", "khach_tiem_nang.csv"),
)
"""A trading company's own spreadsheets, people first: the others name them."""


class P2itImport(models.Model):
    """Extends ``p2it.import`` with the demo company, imported as any company's files are."""

    _inherit = "p2it.import"

    @api.model
    def _load_demo_company(self):
        """Import the demo company's files; what is there already is joined, so it can be repeated.

        Runs in the caller's transaction: an installation with demo data commits as a whole.

        :return: the imports
        :rtype: recordset of ``p2it.import``
        """
        administrator = self.env.ref("base.user_admin")
        owned = self.with_user(administrator).with_company(administrator.company_id)
        imports = owned.browse()
        for kind, name in FILES:
            with file_open(f"p2it_crm/demo/{name}", "rb") as file:
                content = base64.b64encode(file.read())
            record = owned.create({"kind": kind, "file": content, "filename": name})
            record.action_check()
            record._start()
            imports += record
            # The progress is not shown to anybody here: one batch after the other.
            while record.state in ("queued", "running") and record.sudo()._process_batch():
                pass
        return imports
