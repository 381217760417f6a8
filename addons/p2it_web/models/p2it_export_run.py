import logging
import time
from contextlib import contextmanager

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_date, formatLang, mute_logger

from ..exporting.run import run

_logger = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE = 1.0
"""Seconds between two notes of the progress."""

_LOCK_SPACE = 0x7032_6578  # "p2ex"


class ExportCancelledError(Exception):
    """The owner stopped the export."""


class P2itExport(models.Model):
    """Extends ``p2it.export`` with the work itself.

    Reading is one long transaction, so that the file shows one moment of the database. The row of the
    export is therefore never locked while rows are read: its owner could not stop it, and its progress
    would be seen by nobody. Who works on an export is told by an advisory lock instead, held by a
    connection of its own. It ends with that connection: after a crash the next worker sees at once
    that nobody works on it any more.
    """

    _inherit = "p2it.export"

    @api.model
    def _cron_run(self, max_rows=None):
        """Do what waits, the oldest first.

        :param int max_rows: leave longer ones to another worker
        """
        cron = self.env["ir.cron"]
        seen = set()
        while True:
            condition = SQL("AND total <= %s", max_rows) if max_rows else SQL()
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM p2it_export WHERE state IN ('queued', 'running') %s ORDER BY id",
                    condition,
                )
            )
            waiting = [record_id for (record_id,) in rows if record_id not in seen]
            if not waiting:
                break
            seen.add(waiting[0])
            self.browse(waiting[0])._work()
            if not cron._commit_progress(1, remaining=len(waiting) - 1):
                break

    def _work(self):
        """Do one export, unless somebody does it already.

        :return: whether it was done here
        """
        self.ensure_one()
        with self._claim() as is_mine:
            if is_mine:
                self._run_claimed()
            return is_mine

    @contextmanager
    def _claim(self):
        """Hold an export for this worker alone, as long as it works or lives.

        :return: context manager that gives whether it is this worker's
        """
        with self._new_transaction() as guard:
            locked = guard.env.execute_query(
                SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", _LOCK_SPACE, self.id)
            )[0][0]
            yield locked and self._begin()

    @contextmanager
    def _new_transaction(self):
        """:return: context manager with the export in a transaction of its own, committed at the end"""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    def _begin(self):
        # Its snapshot is younger than the lock: what the worker before has done is seen.
        with self._new_transaction() as record:
            if not record.exists() or record.state not in ("queued", "running"):
                return False
            if record.attempts >= ATTEMPTS:
                message = record._with_owner().env._(
                    "The export was broken off %(count)s times, by a restart or for taking too long. "
                    "Filter the list into parts and export each of them, or ask your administrator.",
                    count=record.attempts,
                )
                record._end(("queued", "running"), "failed", message)
                return False
            values = {"state": "running", "attempts": record.attempts + 1, "done_count": 0}
            return record._set_state(("queued", "running"), **values)

    def _run_claimed(self):
        try:
            with self._new_transaction() as record:
                content = record._produce()
            with self._new_transaction() as record:
                record._finish(content)
        except ExportCancelledError:
            _logger.info("Export %s was cancelled", self.id)
        except UserError as error:  # AccessError is one
            self._fail(str(error.args[0] if error.args else error))
        except Exception:
            _logger.exception("Export %s failed", self.id)
            self._fail(
                self._with_owner().env._(
                    "The export stopped at an unexpected error, which is in the server's log. Nothing was "
                    "changed. Try again, and tell your administrator if it happens again."
                )
            )

    def _with_owner(self):
        """:return: the export as its owner, in the owner's language"""
        owner = self.user_id
        return self.with_user(owner).with_context(lang=owner.lang, tz=owner.tz)

    def _produce(self):
        """:return: the file's content, read with the owner's rights"""
        owner = self._with_owner()
        if not self.user_id.active:
            raise AccessError(self.env._("The owner of the export is archived."))
        # The right is checked again: it may have been taken away meanwhile.
        request = owner._prepare_request(self.description)
        with run(request, self._make_tick()) as file:
            return file.read()

    def _make_tick(self):
        last = time.monotonic()

        def tick(done):
            nonlocal last
            if time.monotonic() - last >= PAUSE:
                last = time.monotonic()
                self._note_progress(done)

        return tick

    def _note_progress(self, done):
        """Tell the owner how far it is, and see whether it shall go on.

        :raise ExportCancelledError: when it shall not
        """
        try:
            with self._new_transaction() as record, mute_logger("odoo.sql_db"):
                if not record.exists() or not record._set_state(("running",), done_count=done):
                    raise ExportCancelledError
                record._send_state()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return  # the owner stops it at this moment: the next note sees it

    def _finish(self, content):
        # sudo is given: the cron's; the file belongs to the export and so to its owner
        if not self._set_state(
            ("running",), state="done", date_done=fields.Datetime.now(), done_count=self.total
        ):
            raise ExportCancelledError
        self.attachment_id = self._attach(content)
        _logger.info(
            "User %s exported %s records of %s: %s",
            self.user_id.id,
            self.total,
            self.model,
            self.attachment_id.name,
        )
        self._notify_owner()
        self._send_state()

    def _fail(self, message):
        with self._new_transaction() as record:
            record._end(("running",), "failed", message)

    def _end(self, states, state, message):
        if self._set_state(states, state=state, message=message, date_done=fields.Datetime.now()):
            self._notify_owner()
            self._send_state()

    def _notify_owner(self):
        """Put a message with the file, or with the reason why there is none, into the owner's inbox."""
        localized = self.with_context(lang=self.user_id.lang)
        _ = localized.env._
        if self.state == "done":
            subject = _("Your export is ready: %(name)s", name=self.name)
            text = _(
                "%(count)s records. The file is for you only and is deleted on %(date)s.",
                count=formatLang(localized.env, self.total, digits=0),
                date=format_date(localized.env, self.date_expiry),
            )
        else:
            subject = _("Your export failed: %(name)s", name=self.name)
            text = self.message or ""
        localized.message_notify(
            subject=subject,
            body=Markup("<p>%s</p>") % text,
            partner_ids=self.user_id.partner_id.ids,
            author_id=self.env.ref("base.partner_root").id,
            attachment_ids=self.attachment_id.ids,
            email_layout_xmlid=False,
        )

    def _send_state(self):
        owner = self._with_owner()
        self.user_id._bus_send("p2it_export/state", owner.get_state())
