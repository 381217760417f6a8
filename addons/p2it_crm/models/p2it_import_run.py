import hashlib
import logging
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, mute_logger
from psycopg2 import DataError, IntegrityError
from psycopg2.errors import UniqueViolation

from ..domain.row_plan import REFUSE, RowPlan, quote_formula
from ..domain.text import fold
from .p2it_import_field import SEVERAL_COLUMNS
from .p2it_import_messages import render

_logger = logging.getLogger(__name__)

BATCH_SIZE = 250


class P2itImport(models.Model):
    """Extends ``p2it.import`` with the dry run and the run in batches.

    Each batch is a transaction of its own. What drives it is whoever is there: the open form, which
    asks for one batch after the other, or the scheduled action when nobody looks. A row that was
    done is done; after a crash the next batch goes on where the last one ended.
    """

    _inherit = "p2it.import"

    def action_check(self):
        """Tell for every row what would happen with it, and write nothing else.

        :return: ``True``
        :raise UserError: when a required column is missing or one field is named twice
        """
        for record in self:
            record._check_editable()
            if record.state == "draft":
                record.action_read_file()
            record._check_kind_allowed()
            record._check_columns()
            record._check_rows()
        return True

    def _check_columns(self):
        targets = self.column_ids.target_id
        required = self.env["p2it.import.field"].search(
            [("kind", "=", self.kind), ("is_required", "=", True)]
        )
        missing = required - targets
        if missing:
            raise UserError(
                self.env._(
                    "No column is taken for: %(fields)s. Choose it on the right of the column that holds it.",
                    fields=", ".join(missing.mapped("name")),
                )
            )
        counted = Counter(column.target_id for column in self.column_ids)
        twice = [
            target.name for target in targets if counted[target] > 1 and target.code not in SEVERAL_COLUMNS
        ]
        if twice:
            raise UserError(
                self.env._(
                    "Two columns are taken for the same field: %(fields)s. Empty one of them.",
                    fields=", ".join(twice),
                )
            )

    def _check_rows(self):
        self._check_same_file()
        table = self._read_table()
        targets = self._get_targets()
        plans = [self._prepare_plan(number, cells, targets) for number, cells in table.rows]
        handler = self._get_handler()
        handler._run(self, plans, dry_run=True)
        # sudo: verdicts are the server's
        rows = self.env["p2it.import.row"].sudo()
        self.sudo().row_ids.unlink()
        rows.create(
            [
                {
                    "import_id": self.id,
                    "number": plan.number,
                    "cells": list(cells),
                    "fingerprint": plan.fingerprint,
                    "document": plan.document or False,
                    **self._prepare_row_vals(plan),
                }
                for plan, (_number, cells) in zip(plans, table.rows, strict=True)
            ]
        )
        self.sudo().write({"state": "checked", "message": False})

    def _get_handler(self):
        """:return: what knows the kind of file, as the user who imports"""
        self.ensure_one()
        owner = self.user_id
        env_self = self if self.env.user == owner and not self.env.su else self.with_user(owner)
        return env_self.env[f"p2it.import.{self.kind}"].with_company(self.company_id)

    def _get_targets(self):
        """:return: ``[(position, code of the field)]`` of the columns that are used"""
        return [(column.position, column.target_id.code) for column in self.column_ids if column.target_id]

    def _prepare_plan(self, number, cells, targets, row_id=0):
        named = {}
        for position, code in targets:
            # A field of several columns gets a line from each that says something.
            named[code] = "\n".join(filter(str.strip, (named.get(code, ""), cells[position])))
        content = "\x1f".join([self.kind, *(f"{code}={fold(named[code])}" for code in sorted(named))])
        digest = hashlib.sha256(content.encode()).hexdigest()[:32]
        return RowPlan(number=number, cells=named, row_id=row_id, fingerprint=digest)

    def _prepare_row_vals(self, plan):
        issues = plan.refusals if plan.verdict == REFUSE else plan.reasons
        codes = {issue.code for issue in (*plan.refusals, *plan.warnings)}
        warnings = list(dict.fromkeys(render(self.env, issue) for issue in plan.warnings))
        return {
            "label": quote_formula(plan.label[:200]),
            "verdict": plan.verdict,
            "reason": "\n".join(render(self.env, issue) for issue in issues) or False,
            "warning": "\n".join(warnings) or False,
            "has_warning": bool(warnings),
            "codes": " ".join(sorted(codes)) or False,
        }

    def action_run(self):
        """Begin the run, or go on with one that was stopped.

        :return: ``True``
        """
        for record in self:
            record.check_access("write")
            record._check_kind_allowed()
            record._start()
        self.env.ref("p2it_crm.cron_import").sudo()._trigger()  # sudo: any importer may wake it
        return True

    def _start(self):
        # Two people clicking at once: the second one waits here and then finds it begun.
        self.env.execute_query(SQL("SELECT id FROM p2it_import WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset(["state"])
        if self.state in ("queued", "running"):
            return
        if self.state not in ("checked", "failed", "cancelled"):
            raise UserError(
                self.env._(
                    "“%(name)s” can't be run now. Check the rows first, or create a new import.",
                    name=self.name,
                )
            )
        self.sudo().write({"state": "queued", "message": False})  # sudo: the state is the server's

    def action_cancel(self):
        """Stop the run; the rows done so far stay.

        :return: ``True``
        """
        for record in self:
            record.check_access("write")
            record.env.execute_query(
                SQL("SELECT id FROM p2it_import WHERE id = %s FOR NO KEY UPDATE", record.id)
            )
            record.invalidate_recordset(["state"])
            if record.state in ("queued", "running"):
                # sudo: the state is the server's
                record.sudo().write({"state": "cancelled", "date_done": fields.Datetime.now()})
        return True

    def action_process_batch(self):
        """Do one batch; the form calls this until nothing is left.

        :return: ``{"state": …, "progress": percent}``
        """
        self.ensure_one()
        self.check_access("write")
        self.sudo()._process_batch()  # sudo: the states; the rows are done as their importer
        return {"state": self.state, "progress": self.progress}

    @api.model
    def _cron_process(self):
        """Do what waits, one batch after the other, each committed."""
        cron = self.env["ir.cron"]
        waiting = [("state", "in", ("running", "queued"))]
        while record := self.search(waiting, order="state desc, id", limit=1):
            try:
                is_mine = record._process_batch()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()  # an open form has just done these rows
                break
            remaining = record.pending_count
            done = record._get_batch_size()
            if not is_mine or not cron._commit_progress(done, remaining=remaining):
                break

    def _process_batch(self):
        """Do the next rows in the running transaction; the caller commits.

        Nothing happens while somebody else does a batch of it, or while another import runs. A
        batch that began on an older snapshot fails on the rows done in between, and is repeated.

        :return: whether something was done
        """
        self.ensure_one()
        return self._with_owner_context()._process_batch_as_owner()

    def _process_batch_as_owner(self):
        self.flush_recordset(["state"])
        locked = self.env.execute_query(
            SQL(
                "SELECT state FROM p2it_import WHERE id = %s AND state IN ('queued', 'running')"
                " FOR NO KEY UPDATE SKIP LOCKED",
                self.id,
            )
        )
        if not locked:
            self.invalidate_recordset(["state"])
            return False
        if locked[0][0] == "queued":
            return self._begin()
        size = self._get_batch_size()
        rows = self._get_next_rows(size)
        try:
            self._check_owner()
            self._process_rows(rows)
            if len(rows) < size:
                self._finish()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            self._fail(str(error))
        except Exception:  # a fault of ours: the rows done stay, and the importer is told
            _logger.exception("Import %s stopped", self.id)
            self._fail(
                self.env._(
                    "The import stopped at an unexpected error, which is in the server's log. The "
                    "rows done so far stay. Tell your administrator; “Go On” tries again."
                )
            )
        return True

    def _get_batch_size(self):
        """:return: how many rows a transaction takes"""
        return self._get_handler()._batch_size or BATCH_SIZE

    def _get_next_rows(self, size):
        """:return: at least ``size`` rows if there are so many, and all others of the same documents"""
        pending = [("import_id", "=", self.id), ("state", "=", "pending")]
        rows = self.env["p2it.import.row"].search(pending, limit=size)
        documents = list(set(rows.mapped("document")) - {False})
        if len(rows) == size and documents:
            rows |= rows.search([*pending, ("document", "in", documents)])
        return rows

    def _fail(self, message):
        self.write({"state": "failed", "message": message, "date_done": fields.Datetime.now()})

    def _with_owner_context(self):
        """:return: the import in language, time zone and company of who imports"""
        owner = self.user_id
        return self.with_context(lang=owner.lang, tz=owner.tz, allowed_company_ids=self.company_id.ids)

    def _begin(self):
        """Take the turn, in a transaction of its own.

        The rows are done from the next transaction on: its snapshot is younger than everything
        the import before has done, so what that one created is seen.

        :return: whether it is this import's turn
        """
        if self.search_count([("state", "=", "running")], limit=1):
            return False
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.state = "running"
                self.flush_recordset(["state"])
        except UniqueViolation:
            return False  # another one began at the same moment
        return True

    def _check_owner(self):
        """:raise UserError: when the importer lost the right to import meanwhile"""
        if not self.user_id.active and not self.user_id._is_superuser():
            raise UserError(
                self.env._("The user who imports is archived. Create a new import as another user.")
            )
        self._get_handler()._check_allowed()

    def _finish(self):
        with self.env.cr.savepoint():
            self._get_handler()._finish(self)
        self.write({"state": "done", "date_done": fields.Datetime.now()})

    def _process_rows(self, rows):
        """Do rows together and, if that fails, document by document, so that only the bad one is refused."""
        if not rows:
            return
        targets = self._get_targets()
        plans = [self._prepare_plan(row.number, row.cells, targets, row.id) for row in rows]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self._get_handler()._run(self, plans, dry_run=False)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except (UserError, ValueError, IntegrityError, DataError) as error:
            parts = rows._split_documents()
            if len(parts) > 1:
                for part in parts:
                    self._process_rows(part)
                return
            for plan in plans:
                self._refuse_failed(plan, error)
        self._record_results(rows, plans)

    def _refuse_failed(self, plan, error):
        if not isinstance(error, UserError):
            _logger.warning("Import %s, row %s failed", self.id, plan.number, exc_info=error)
        text = str(error).strip() or type(error).__name__
        plan.verdict, plan.ref = REFUSE, None
        plan.refuse("failed", error=text[:500])

    def _record_results(self, rows, plans):
        model = self._get_handler()._model
        for row, plan in zip(rows, plans, strict=True):
            row.write(
                {
                    **self._prepare_row_vals(plan),
                    "state": "done",
                    "res_model": model if plan.ref else False,
                    "res_id": plan.ref or False,
                }
            )
        rows.flush_recordset()

    def _run_inline(self):
        """Check and run everything in the running transaction, for scripts and demo data."""
        for record in self:
            record.action_check()
            record._start()
            while record.sudo().state in ("queued", "running"):
                if not record.sudo()._process_batch():
                    break
