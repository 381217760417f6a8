from odoo import api, fields, models


class P2itLifecycleEvent(models.Model):
    """What happened once to a customer: became an account, care was stopped, was reopened.

    The lifecycle shown on ``res.partner`` is computed from these rows. No role may create, change
    or delete them; the checked methods of ``res.partner`` write them. They survive the document
    that caused them, hence ``document_name``.
    """

    _name = "p2it.lifecycle.event"
    _description = "Customer Lifecycle Event"
    _order = "date, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("account", "Became an account"),
            ("stopped", "Care stopped"),
            ("reopened", "Reopened"),
        ],
        required=True,
    )
    trigger = fields.Selection(
        selection=[
            ("quotation", "Quotation asked for"),
            ("sample", "Sample designed"),
            ("purchase", "Purchase"),
            ("manual", "By hand"),
            ("import", "Import"),
            ("history", "Found in the history"),
        ],
        required=True,
        default="manual",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    company_id = fields.Many2one("res.company", ondelete="set null")
    # Two columns and not a stored reference: Odoo looks up each reference by a query of its own.
    res_model = fields.Char(string="Kind of Document")
    res_id = fields.Many2oneReference(string="Document Id", model_field="res_model")
    document = fields.Reference(selection="_selection_document", compute="_compute_document")
    document_name = fields.Char(help="Name the document had; it stays when the document goes.")

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for event in self:
            known = event.res_model in self.env and event.res_id
            event.document = self.env[event.res_model].browse(event.res_id) if known else False

    @api.model
    def _selection_document(self):
        """Hook: the kinds of document that can make a customer an account.

        :return: list of (model, label)
        """
        labels = {
            "sale.order": self.env._("Quotation or Order"),
            "account.move": self.env._("Invoice"),
            "p2it.sample": self.env._("Sample"),
        }
        return list(labels.items())
