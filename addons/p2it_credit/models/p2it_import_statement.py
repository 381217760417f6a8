from odoo import api, fields, models
from odoo.exceptions import UserError

_KIND = ("bank_line", "Lines of the Bank")


class P2itImportField(models.Model):
    """Extends ``p2it.import.field`` with the columns of a bank's statement."""

    _inherit = "p2it.import.field"

    kind = fields.Selection(selection_add=[_KIND], ondelete={"bank_line": "cascade"})


class P2itImport(models.Model):
    """Extends ``p2it.import`` with statements of a bank, which bring lines to be matched."""

    _inherit = "p2it.import"

    kind = fields.Selection(selection_add=[_KIND], ondelete={"bank_line": "cascade"})
    better_kind = fields.Selection(selection_add=[_KIND], ondelete={"bank_line": "set null"})
    journal_id = fields.Many2one(
        "account.journal",
        string="Received In",
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        copy=False,
        default=lambda self: self._get_only_bank(),
        help="The bank account of ours that the statement is of.",
    )
    bank_line_ids = fields.One2many("p2it.bank.line", "import_id", string="Lines of the Bank")
    certain_count = fields.Integer(string="Certain", compute="_compute_bank_counts")
    proposed_count = fields.Integer(string="Proposed", compute="_compute_bank_counts")
    unmatched_count = fields.Integer(string="Nothing Found", compute="_compute_bank_counts")

    @api.model
    def _get_only_bank(self):
        """:return: the company's bank account for a statement, where it has one only"""
        if self.env.context.get("default_kind") != "bank_line":
            return False
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=2
        )
        return journals if len(journals) == 1 else False

    @api.depends("bank_line_ids.state")
    def _compute_bank_counts(self):
        # sudo: who sees the import sees how many; other kinds of files have none
        counts = {
            (record.id, state): count
            for record, state, count in self.env["p2it.bank.line"]
            .sudo()
            ._read_group([("import_id", "in", self.ids)], ["import_id", "state"], ["__count"])
        }
        for record in self:
            decided = (counts.get((record.id, state), 0) for state in ("matched", "confirmed"))
            record.certain_count = sum(decided)
            record.proposed_count = counts.get((record.id, "proposed"), 0)
            record.unmatched_count = counts.get((record.id, "unmatched"), 0)

    def _check_own_fields(self, vals_list, allowed=None):
        """Override to let people choose the account of a statement."""
        own = {"journal_id"}
        stripped = [{name: value for name, value in vals.items() if name not in own} for vals in vals_list]
        return super()._check_own_fields(stripped, allowed=allowed)

    def _react_to_edit(self, vals):
        """Override: another account makes the last check worthless."""
        result = super()._react_to_edit(vals)
        if "journal_id" in vals:
            self._forget_check()
        return result

    def _find_better_kind(self, headings):
        """Override: a statement looks like nothing else, and nothing else like it."""
        return False if self.kind == "bank_line" else super()._find_better_kind(headings)

    def _check_columns(self):
        """Override to ask for the account before the rows are checked."""
        if self.kind == "bank_line":
            if not self.journal_id:
                raise UserError(
                    self.env._("Choose the bank account under “Received In” that the statement is of.")
                )
            self._check_amount_columns()
        return super()._check_columns()

    def _check_amount_columns(self):
        codes = set(self.column_ids.target_id.mapped("code"))
        if not codes & {"amount", "credit"}:
            raise UserError(
                self.env._(
                    "No column is taken for the amount. Choose “Amount”, or “Credit” where the statement has "
                    "two columns of amounts."
                )
            )

    @api.constrains("journal_id", "company_id", "kind")
    def _check_journal(self):
        # sudo: whoever imports chooses among journals they may not open
        for record in self.sudo().filtered("journal_id"):
            journal = record.journal_id
            if journal.type != "bank" or journal.company_id != record.company_id:
                raise UserError(
                    self.env._(
                        "“%(journal)s” is no bank account of %(company)s. Choose another one.",
                        journal=journal.display_name,
                        company=record.company_id.name,
                    )
                )

    def action_open_bank_lines(self):
        """Open the lines that the statement brought.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_bank_lines")
        action.update(domain=[("import_id", "=", self.id)], context={}, display_name=self.name)
        wanted = self.env.context.get("line_filter")
        if wanted:
            action["context"] = {f"search_default_{wanted}": 1}
        return action
