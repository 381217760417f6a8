from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger
from psycopg2.errors import UniqueViolation

from ..domain.export_text import file_name
from ..exporting.request import ExportRequest
from ..exporting.run import MIME_TYPES

KEPT_DAYS = 7
INLINE_ROWS = {"xlsx": 5000, "pdf": 1000}
"""Rows that are exported while the reader waits: about three seconds' work."""

INLINE_COLUMNS = 20
"""Columns up to which that holds; of wider lists fewer rows are exported at once."""

WAITING_LIMIT = 10
"""Exports that one user may have under way: nobody's queue keeps everybody else waiting."""

ACTIVE_STATES = ("queued", "running")


class P2itExport(models.Model):
    """An export that takes its time, and the file it makes.

    Nobody writes here: its owner may read it, start it and stop it through the methods below, which
    check everything again, and the file goes with it when its time is over. It is a discussion thread
    only to come into its owner's inbox.
    """

    _name = "p2it.export"
    _inherit = ["mail.thread"]
    _description = "Export"
    _order = "id desc"

    name = fields.Char(string="Title", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Owner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    model = fields.Char(string="Model Name", required=True, readonly=True)
    format = fields.Selection([("xlsx", "Excel"), ("pdf", "PDF")], required=True, readonly=True)
    description = fields.Json(readonly=True, groups="base.group_system")
    fingerprint = fields.Char(readonly=True, groups="base.group_system")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        default="queued",
        required=True,
        readonly=True,
    )
    total = fields.Integer(string="Records", readonly=True)
    done_count = fields.Integer(string="Done", readonly=True)
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")
    attempts = fields.Integer(readonly=True, groups="base.group_system")
    message = fields.Text(string="What Happened", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", string="File", readonly=True, ondelete="set null")
    date_done = fields.Datetime(string="Done On", readonly=True)
    date_expiry = fields.Date(string="Kept Until", compute="_compute_date_expiry")

    _fingerprint_index = models.UniqueIndex(
        "(user_id, fingerprint) WHERE state IN ('queued', 'running')",
        "This export is already running.",
    )
    _waiting_index = models.Index("(id) WHERE state IN ('queued', 'running')")

    @api.depends("done_count", "total", "state")
    def _compute_progress(self):
        for record in self:
            share = 100 * record.done_count / record.total if record.total else 0
            record.progress = 100 if record.state == "done" else min(share, 99)

    @api.depends("date_done")
    def _compute_date_expiry(self):
        days = self._get_kept_days()
        for record in self:
            begin = record.date_done or record.create_date
            record.date_expiry = begin and (begin + timedelta(days=days)).date()

    @api.model
    def _get_kept_days(self):
        # sudo: a setting, no secret
        value = self.env["ir.config_parameter"].sudo().get_param("p2it_web.export_days")
        return int(value) if value and value.isdigit() and int(value) > 0 else KEPT_DAYS

    @api.model
    def _get_inline_rows(self, file_format):
        # sudo: a setting, no secret
        value = self.env["ir.config_parameter"].sudo().get_param("p2it_web.export_inline_rows")
        return int(value) if value and value.isdigit() else INLINE_ROWS[file_format]

    @api.model
    def _is_inline(self, request, count):
        """:return: whether it is short enough to be exported while its reader waits"""
        share = INLINE_COLUMNS / max(len(request.columns), INLINE_COLUMNS)
        return count <= self._get_inline_rows(request.format) * share

    # ---- what clients may call ----

    @api.model
    def start(self, description):
        """Begin an export, or say that it is short enough to be downloaded at once.

        :param dict description: the list as the client shows it, never its data
        :return: ``{"inline": True}``, or the state of the export, see :meth:`get_state`
        :raise AccessError: without the export right, or for what the user may not read
        """
        request = self._prepare_request(description)
        count = request.count()
        if not count:
            request.refuse_empty()
        if self._is_inline(request, count):
            return {"inline": True, "count": count}
        return self._enqueue(request, count)

    def get_state(self):
        """:return: how far the export is, for its owner"""
        self.ensure_one()
        self.check_access("read")
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "done": self.done_count,
            "total": self.total,
            "progress": self.progress,
            "message": self.message or "",
            "url": self._get_url(),
        }

    def action_cancel(self):
        """Stop the export; what was read so far is thrown away.

        :return: ``True``
        """
        for record in self:
            record._check_owner()
            # sudo: the state is the server's. The row is locked for a moment only, never while rows are read.
            record.sudo()._set_state(ACTIVE_STATES, state="cancelled", date_done=fields.Datetime.now())
        return True

    def action_download(self):
        """:return: the action that downloads the file
        :raise UserError: when there is none (any more)
        """
        self.ensure_one()
        self._check_owner()
        if not self.attachment_id:
            raise UserError(
                self.env._(
                    "“%(name)s” has no file: it is not done, or its time is over. Export the list again.",
                    name=self.name,
                )
            )
        return {"type": "ir.actions.act_url", "url": self._get_url(), "target": "download"}

    # ---- helpers ----

    def _check_owner(self):
        self.check_access("read")
        if not self.env.su and self.user_id != self.env.user:
            # The rule says so already; this holds for rules that somebody widens, too.
            raise self.env["ir.rule"]._make_access_error("read", self)

    def _get_url(self):
        self.ensure_one()
        return f"/web/content/{self.attachment_id.id}?download=true" if self.attachment_id else ""

    @api.model
    def _prepare_request(self, description):
        """:return: the checked request, always in the name of the user, even for a caller in sudo"""
        return ExportRequest(self.env(su=False), description)

    @api.model
    def _enqueue(self, request, count):
        """Queue a request; the same one that is queued or running already is joined.

        :return: the state of the export
        """
        fingerprint = request.get_fingerprint()
        existing = self._find_active(fingerprint)
        if existing:
            return existing.get_state()
        self._check_waiting()
        values = self._prepare_vals(request, count, fingerprint)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                # sudo: nobody creates exports but this method, whose checks are done
                record = self.sudo().create(values)
        except UniqueViolation:
            # Somebody else's click was committed after this transaction's snapshot was taken.
            return self._get_committed_state(fingerprint)
        self._wake_workers()
        return record.sudo(False).get_state()

    def _check_waiting(self):
        """:raise UserError: when the user has as many exports under way as anybody may have"""
        # sudo: the user's own are counted
        domain = [("user_id", "=", self.env.uid), ("state", "in", ACTIVE_STATES)]
        if self.sudo().search_count(domain, limit=WAITING_LIMIT) >= WAITING_LIMIT:
            raise UserError(
                self.env._(
                    "You have %(count)s exports under way already. Wait until one is done, or cancel one in "
                    "“My Exports”, in the menu below your name.",
                    count=WAITING_LIMIT,
                )
            )

    def _prepare_vals(self, request, count, fingerprint):
        return {
            "name": request.get_title(),
            "user_id": self.env.uid,
            "company_id": request.env.company.id,
            "model": request.model._name,
            "format": request.format,
            "description": request.get_normal_form(),
            "fingerprint": fingerprint,
            "total": count,
        }

    def _find_active(self, fingerprint):
        # sudo: the fingerprint is the server's; only the user's own are looked for
        domain = [
            ("user_id", "=", self.env.uid),
            ("fingerprint", "=", fingerprint),
            ("state", "in", ACTIVE_STATES),
        ]
        return self.sudo().search(domain, limit=1).sudo(False)

    def _get_committed_state(self, fingerprint):
        with self.env.registry.cursor() as cr:
            found = self.with_env(self.env(cr=cr))._find_active(fingerprint)
            if found:
                return found.get_state()
        raise UserError(self.env._("This export has just ended. Look into your inbox, or try again."))

    @api.model
    def _wake_workers(self):
        for name in ("cron_export_short", "cron_export_long"):
            # sudo: whoever may export may wake what does it
            self.env.ref(f"p2it_web.{name}").sudo()._trigger()

    def _set_state(self, states, **values):
        """Change the state, unless it is none of the expected ones any more.

        :param tuple states: states in which the change makes sense
        :return: whether it was changed
        """
        self.ensure_one()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL("SELECT id FROM p2it_export WHERE id = %s AND state IN %s FOR UPDATE", self.id, states)
        )
        self.invalidate_recordset()
        if rows:
            self.write(values)
            self.flush_recordset()
        return bool(rows)

    def _attach(self, content):
        """Keep the file: private to who may read the export, which is its owner."""
        return self.env["ir.attachment"].create(
            {
                "name": file_name(self.name, self.format),
                "raw": content,
                "mimetype": MIME_TYPES[self.format],
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    # ---- inbox and cleaning ----

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        # EXTENDS 'mail': the file is for the inbox; e-mail would carry it out of the house.
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        for recipient in recipients:
            recipient["notif"] = "inbox"
        return recipients

    @api.autovacuum
    def _gc_exports(self):
        """Delete exports whose time is over, with their files and messages."""
        limit = fields.Datetime.now() - timedelta(days=self._get_kept_days())
        # From the day it was done, as its owner was told.
        old = self.search([("date_done", "<", limit), ("state", "not in", ACTIVE_STATES)], limit=1000)
        old.unlink()
