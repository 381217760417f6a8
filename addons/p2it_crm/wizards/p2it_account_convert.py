from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from psycopg2 import OperationalError


class P2itAccountConvert(models.TransientModel):
    """Converts many customers to accounts, after showing who can be and who can't.

    Each customer gets its own line with the verdict and the reason. None stops the others.
    """

    _name = "p2it.account.convert"
    _description = "Convert Customers to Accounts"

    state = fields.Selection(
        selection=[("preview", "Preview"), ("done", "Done")], default="preview", readonly=True
    )
    line_ids = fields.One2many("p2it.account.convert.line", "wizard_id", readonly=True)
    ready_count = fields.Integer(compute="_compute_counts")
    converted_count = fields.Integer(compute="_compute_counts")
    refused_count = fields.Integer(compute="_compute_counts")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        for wizard in self:
            verdicts = wizard.line_ids.mapped("verdict")
            wizard.ready_count = verdicts.count("ready")
            wizard.converted_count = verdicts.count("converted")
            wizard.refused_count = verdicts.count("refused")

    @api.depends("line_ids.verdict", "state")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = wizard._get_summary()

    def _get_summary(self):
        """:return: what will happen, or what happened, in one sentence"""
        self.ensure_one()
        if self.state == "done":
            return self.env._(
                "%(converted)s converted, %(refused)s not; the reasons are below.",
                converted=self.converted_count,
                refused=self.refused_count,
            )
        if not self.ready_count:
            return self.env._("None of the selected customers can be converted; the reasons are below.")
        return self.env._(
            "%(ready)s of the %(total)s selected customers will become accounts. The others stay "
            "as they are, for the reasons below.",
            ready=self.ready_count,
            total=len(self.line_ids),
        )

    @api.model
    def default_get(self, fields):
        """Preview the customers selected in the list; contacts stand for their company."""
        defaults = super().default_get(fields)
        if "line_ids" in fields and "line_ids" not in defaults:
            partners = self.env["res.partner"].browse(self.env.context.get("active_ids", []))
            defaults["line_ids"] = [Command.create(vals) for vals in self._prepare_line_vals(partners)]
        return defaults

    @api.model
    def _prepare_line_vals(self, partners):
        customers = partners.exists().commercial_partner_id
        customers.check_access("read")
        return [
            {
                "partner_id": customer.id,
                "verdict": "refused" if reasons else "ready",
                "reason": " ".join(reasons),
            }
            for customer, reasons in customers._get_account_blockers().items()
        ]

    def action_convert(self):
        """Convert every customer of the preview that can be, and show what became of each.

        :return: an action that shows the result
        :raise UserError: when no customer was chosen
        """
        self.ensure_one()
        customers = self.line_ids.partner_id
        if not customers:
            raise UserError(
                self.env._("No customer is selected. Select some in the list of customers first.")
            )
        customers._check_may_convert()
        customers._lock_lifecycle()
        # Judged anew: the preview may be old, and its lines come from the client.
        blockers = customers._get_account_blockers()
        reasons = {customer.id: " ".join(blockers[customer]) for customer in customers}
        ready = customers.filtered(lambda customer: not reasons[customer.id])
        reasons.update(self._convert_whole_or_one_by_one(ready))
        self._report(reasons)
        return self._reopen()

    @api.model
    def _convert_whole_or_one_by_one(self, customers):
        """Convert all at once; should that fail, one by one, to find out who fails and why.

        :return: ``{id of the customer: reason}`` of those that failed
        """
        if not self._try_to_convert(customers):
            return {}
        failures = {customer.id: self._try_to_convert(customer) for customer in customers}
        return {customer_id: reason for customer_id, reason in failures.items() if reason}

    @api.model
    def _try_to_convert(self, customers):
        """:return: why none of ``customers`` could be converted, empty when all were"""
        try:
            with self.env.cr.savepoint():
                customers._convert_to_account("manual")
        except OperationalError:
            raise  # two people at once: Odoo repeats the whole request
        except Exception as error:  # whatever stops one customer is reported, by name
            return str(error) or type(error).__name__
        return ""

    def _report(self, reasons):
        for verdict, lines in self.line_ids.grouped(
            lambda line: "refused" if reasons[line.partner_id.id] else "converted"
        ).items():
            lines.verdict = verdict
        for reason, lines in self.line_ids.grouped(lambda line: reasons[line.partner_id.id]).items():
            lines.reason = reason
        self.state = "done"

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Converted to Accounts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_view_converted(self):
        """Open the customers converted.

        :return: a window action
        """
        self.ensure_one()
        converted = self.line_ids.filtered(lambda line: line.verdict == "converted").partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_customers")
        action["domain"] = list(Domain("id", "in", converted.ids))
        return action


class P2itAccountConvertLine(models.TransientModel):
    """One customer of the conversion, with the verdict and its reason."""

    _name = "p2it.account.convert.line"
    _description = "Customer to Convert"
    _order = "verdict desc, id"

    wizard_id = fields.Many2one("p2it.account.convert", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    verdict = fields.Selection(
        selection=[
            ("converted", "Converted"),
            ("ready", "Will be converted"),
            ("refused", "Not converted"),
        ],
        required=True,
    )
    reason = fields.Char()
