import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date


class P2itRegionChange(models.Model):
    """A change of a company's regions: prepared, looked at, then applied as a whole.

    The preview compares the map as it is on the first day with the map as it would be, and tells
    which areas, customers, leads and orders move, whose they are, and which region gains or loses
    them. Applying does what was looked at, or nothing: when the map changed meanwhile, it asks for
    another look. What was applied stays as it is; another change takes it back.
    """

    _name = "p2it.region.change"
    _inherit = ["mail.thread", "p2it.guard.mixin"]
    _description = "Change of Regions"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="From this day on the areas belong to their new regions.",
    )
    note = fields.Text(string="Reason", tracking=True)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("previewed", "Previewed"), ("applied", "Applied")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("p2it.region.change.line", "change_id", string="Areas to Move", copy=True)
    effect_ids = fields.One2many("p2it.region.change.effect", "change_id", string="Effects")
    person_ids = fields.One2many(
        "p2it.region.change.effect", "change_id", string="By Salesperson", domain=[("kind", "=", "person")]
    )
    balance_ids = fields.One2many(
        "p2it.region.change.effect",
        "change_id",
        string="By Region",
        domain=[("kind", "in", ("gain", "loss"))],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    area_count = fields.Integer(string="Areas", readonly=True, copy=False)
    customer_count = fields.Integer(string="Customers", compute="_compute_totals")
    lead_count = fields.Integer(string="Open Leads", compute="_compute_totals")
    order_count = fields.Integer(string="Open Orders", compute="_compute_totals")
    order_amount = fields.Monetary(string="Value of Open Orders", compute="_compute_totals")
    revenue = fields.Monetary(string="Revenue of 12 Months", compute="_compute_totals")
    fingerprint = fields.Char(copy=False, export_string_translation=False)
    previewed_on = fields.Datetime(readonly=True, copy=False)
    applied_on = fields.Datetime(readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", string="Applied By", readonly=True, copy=False)

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("state", "fingerprint", "previewed_on", "applied_on", "applied_by_id"),
            *("area_count", "effect_ids", "person_ids", "balance_ids"),
        }

    @api.model
    def default_get(self, fields):
        """A new change is a draft, whatever defaults a client brings."""
        defaults = super().default_get(fields)
        return {**defaults, "state": "draft"} if "state" in fields else defaults

    @api.depends("line_ids.customer_count", "line_ids.revenue", "state")
    def _compute_totals(self):
        for change in self:
            for name in ("customer_count", "lead_count", "order_count", "order_amount", "revenue"):
                change[name] = sum(change.line_ids.mapped(name))

    def write(self, vals):
        """What changes after the preview asks for another one; what was applied is history."""
        if self.env.su or not {"date_from", "company_id", "line_ids", "name", "note"}.intersection(vals):
            return super().write(vals)
        self._check_open()
        result = super().write(vals)
        if not {"date_from", "company_id", "line_ids"}.isdisjoint(vals):
            self._forget_preview()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        """:raise UserError: when the change was applied"""
        applied = self.filtered(lambda change: change.state == "applied")
        if applied and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(change)s” was applied and is history now. Make another change to move the areas "
                    "once more.",
                    change=applied[0].name,
                )
            )

    def _forget_preview(self):
        # sudo: state and figures are the server's
        changes = self.sudo().filtered(lambda change: change.state == "previewed")
        changes.effect_ids.unlink()
        changes.write({"state": "draft", "fingerprint": False, "area_count": 0})

    def action_preview(self):
        """Work out what the change moves.

        :return: ``True``
        :raise UserError: when there is nothing to move
        """
        self.check_access("write")
        self._check_open()
        for change in self:
            if not change.line_ids:
                raise UserError(self.env._("Choose the areas to move and the region for each, then preview."))
            change._preview("previewed")
        return True

    def _preview(self, state):
        """Keep the figures of this moment, and what they were worked out from."""
        change = self.sudo()  # sudo: figures of the whole company, and fields that only the server writes
        change.effect_ids.unlink()
        change.line_ids._set_present_regions()
        change.area_count = self.env["p2it.region.change.effect"].sudo()._work_out(change)
        change.write(
            {
                "state": state,
                "fingerprint": change._get_fingerprint(),
                "previewed_on": fields.Datetime.now(),
            }
        )

    def _get_fingerprint(self):
        """:return: digest of what the change does to which regions, as of now"""
        self.ensure_one()
        parts = sorted(
            (line.area_id.id, line.region_from_id.id or 0, line.region_id.id or 0) for line in self.line_ids
        )
        text = f"{self.company_id.id} {self.date_from} {parts}"
        return hashlib.sha256(text.encode()).hexdigest()

    def action_apply(self):
        """Do what was previewed, as a whole, or nothing.

        :return: ``True``
        :raise UserError: when it was not previewed, or the map changed since
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._lock()
        change = self.sudo()  # sudo: memberships are written by an applied change only
        if change.state != "previewed":
            raise UserError(self.env._("Look at the preview first: it tells what the change moves."))
        change.line_ids._set_present_regions()
        if change._get_fingerprint() != change.fingerprint:
            raise UserError(
                self.env._(
                    "The regions of these areas changed after you looked at the preview. Nothing was "
                    "moved. Preview once more, and apply if it is still what you want."
                )
            )
        change._preview("applied")
        moves = {line.area_id: line.region_id for line in change.line_ids}
        self.env["p2it.area.membership"].sudo()._move_areas(
            change.company_id, moves, change.date_from, change
        )
        change.write({"applied_on": fields.Datetime.now(), "applied_by_id": self.env.uid})
        self.env["p2it.area"].invalidate_model(["region_id"])
        self._log_applied()
        return True

    def _lock(self):
        """Write the rows of the areas: of two changes at once the later one fails, and is run again.

        It then finds the map that the first one left.
        """
        areas = tuple(self.line_ids.area_id.ids) or (0,)
        self.env.cr.execute(
            SQL(
                """
                WITH area AS (SELECT id FROM p2it_area WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                UPDATE p2it_area SET write_date = write_date FROM area WHERE p2it_area.id = area.id
                """,
                areas,
            )
        )
        self.env["p2it.area"].invalidate_model(["membership_ids"], flush=False)

    def _log_applied(self):
        body = self.env._(
            "Applied: %(areas)s areas with %(customers)s customers moved as of %(date)s.",
            areas=self.area_count,
            customers=self.customer_count,
            date=format_date(self.env, self.date_from),
        )
        self._message_log(body=body)
