from odoo import api, fields, models


class P2itApprovalAskWizard(models.TransientModel):
    """Shows, before anything is asked, which steps there will be, who decides them and why."""

    _name = "p2it.approval.ask.wizard"
    _description = "Ask for Approval"

    type_id = fields.Many2one("p2it.approval.type", readonly=True)
    res_model = fields.Char(readonly=True)
    res_ids = fields.Json(readonly=True)
    note = fields.Text(string="Reason", help="What those who decide should know.")
    change_vals = fields.Json(readonly=True)
    change_text = fields.Text(string="What Changes", readonly=True)
    line_ids = fields.One2many("p2it.approval.ask.line", "wizard_id", readonly=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        change = self.env.context.get("p2it_change")
        if change and model in self.env and len(ids) == 1:
            return values | self._preview_change(self.env[model].browse(ids).exists(), change)
        if model in self.env and ids:
            documents = self.env[model].browse(ids).exists()
            documents.check_access("read")
            lines = self._preview(documents, values.get("type_id"))
            values |= {
                "res_model": model,
                "res_ids": documents.ids,
                "line_ids": [(0, 0, vals) for vals in lines],
            }
        return values

    @api.model
    def _preview(self, documents, type_id):
        requests = self.env["p2it.approval.request"]
        lines = []
        for kind in requests._get_kinds(documents._name, type_id):
            for document in kind._get_documents(documents):
                # sudo: what would be asked is worked out as the server will do it
                before = requests.sudo()._get_latest(kind, document).get(document.id, requests.sudo())
                lines += self._describe_plan(
                    kind, document, requests._plan(kind, document, self.env.user, before)
                )
        return lines

    @api.model
    def _describe_plan(self, kind, document, plan):
        # sudo: the names of who will be asked
        users = self.env["res.users"].sudo()
        return [
            {
                "document": document.display_name,
                "kind": kind.name,
                "name": vals["name"],
                "people": ", ".join(users.browse(vals["approver_ids"][0][2]).mapped("name")),
                "why": why,
            }
            for vals, why in plan
        ]

    @api.model
    def _preview_change(self, document, change):
        trials = self.env["p2it.approval.request"]._try_change(document, change)
        steps = [vals for kind, plan, _text in trials for vals in self._describe_plan(kind, document, plan)]
        return {
            "res_model": document._name,
            "res_ids": document.ids,
            "change_vals": change,
            "change_text": trials[0][2],
            "line_ids": [(0, 0, vals) for vals in steps],
        }

    def action_ask(self):
        """Ask.

        :return: a client action that says so
        """
        self.ensure_one()
        if self.change_vals:
            self.env["p2it.approval.request"].ask_change(
                self.res_model, self.res_ids[0], self.change_vals, self.note or ""
            )
            # What was typed into the form is not saved: it is read anew, and says what waits.
            return {"type": "ir.actions.client", "tag": "reload"}
        made = self.env["p2it.approval.request"].ask(
            self.res_model, self.res_ids, self.type_id.id, self.note or ""
        )
        message = (
            self.env._("Asked. You are told when it is decided.")
            if made
            else self.env._("It was asked already and nothing has changed since.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class P2itApprovalAskLine(models.TransientModel):
    """One step of the preview."""

    _name = "p2it.approval.ask.line"
    _description = "Step That Will Be Asked"

    wizard_id = fields.Many2one("p2it.approval.ask.wizard", required=True, ondelete="cascade")
    document = fields.Char()
    kind = fields.Char(string="Approval")
    name = fields.Char(string="Step")
    people = fields.Char(string="Who Can Decide")
    why = fields.Char()
