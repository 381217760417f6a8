import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models import p2it_export_run
from .export_common import ExportCommon


@tagged("post_install", "-at_install")
class TestExportJob(ExportCommon):
    """A long export waits, runs in its owner's name, and ends in the owner's inbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_customers()
        cls.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")

    def setUp(self):
        super().setUp()
        self._use_one_transaction()

    def _start(self, user=None, **values):
        answer = self.env["p2it.export"].with_user(user or self.exporter).start(self._describe(**values))
        return self.env["p2it.export"].browse(answer["id"])

    def _run(self, export):
        self.env.flush_all()
        export._work()
        export.invalidate_recordset()
        return export

    def _run_worker(self, **options):
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60.0):
            self.env["p2it.export"]._cron_run(**options)

    def test_a_long_export_ends_done_with_its_file(self):
        export = self._run(self._start())
        self.assertEqual(export.state, "done", export.message)
        self.assertEqual(export.done_count, 12)
        sheet = self._open(export.attachment_id.raw)
        self.assertEqual(sheet.max_row, 14)
        self.assertEqual(sheet["A2"].value, "P2IT xuất Công ty Đặng Ánh 0000")

    def test_the_file_comes_into_the_inbox_even_of_who_wants_e_mails(self):
        self.exporter.notification_type = "email"
        export = self._run(self._start())
        notification = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.exporter.partner_id.id)]
        )
        self.assertEqual(notification.notification_type, "inbox")
        self.assertEqual(notification.mail_message_id.attachment_ids, export.attachment_id)
        self.assertFalse(
            self.env["mail.mail"].search([("mail_message_id", "=", notification.mail_message_id.id)])
        )

    def test_the_same_request_twice_is_one_export(self):
        self.assertEqual(self._start(), self._start())
        self.assertNotEqual(self._start(), self._start(format="pdf"))
        other = new_test_user(self.env, "p2it_other", "base.group_user,base.group_allow_export")
        self.assertNotEqual(self._start(), self._start(other))

    def test_a_finished_request_can_be_asked_again(self):
        first = self._run(self._start())
        self.assertNotEqual(first, self._start())

    def test_progress_is_told_to_the_owner(self):
        export = self._start()
        with patch.object(p2it_export_run, "PAUSE", 0):
            self._run(export)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].sudo().search([("message", "like", "p2it_export/state")])
        self.assertTrue(sent)
        self.assertTrue(all(str(self.exporter.partner_id.id) in line.channel for line in sent))

    def test_who_lost_the_right_meanwhile_gets_the_reason_and_no_file(self):
        export = self._start()
        self.exporter.group_ids -= self.env.ref("base.group_allow_export")
        self._run(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("not allowed", export.message)
        self.assertFalse(export.attachment_id)

    def test_an_archived_owner_gets_no_file(self):
        export = self._start()
        self.exporter.active = False
        self._run(export)
        self.assertEqual(export.state, "failed")

    def test_an_export_stopped_before_its_turn_is_never_done(self):
        export = self._start()
        export.with_user(self.exporter).action_cancel()
        self.assertEqual(self._run(export).state, "cancelled")
        self.assertFalse(export.attachment_id)
        again = self._start()
        self.assertNotEqual(again, export)
        self.assertEqual((self._run(again).state, self._run(export).state), ("done", "cancelled"))

    def test_an_export_that_is_done_can_not_be_stopped_any_more(self):
        export = self._run(self._start())
        export.with_user(self.exporter).action_cancel()
        self.assertEqual(export.state, "done")
        self.assertTrue(export.attachment_id)

    def test_an_export_without_its_companies_gives_the_reason_and_no_file(self):
        company = self.env["res.company"].create({"name": "Chi nhánh Huế"})
        self.exporter.company_ids += company
        export = self._start(context={"allowed_company_ids": company.ids})
        self.exporter.company_ids -= company
        self._run(export)
        self.assertEqual(export.state, "failed")
        self.assertFalse(export.attachment_id)

    def test_a_fault_is_told_in_words_and_does_not_stop_the_worker(self):
        first, second = self._start(), self._start(format="pdf")
        with (
            patch.object(p2it_export_run, "run", side_effect=RuntimeError("dây")),
            self.assertLogs("odoo.addons.p2it_web.models.p2it_export_run", "ERROR"),
        ):
            self._run(first)
        self.assertEqual(first.state, "failed")
        self.assertIn("administrator", first.message)
        self.assertEqual(self._run(second).state, "done")

    def test_an_export_that_a_crash_broke_off_runs_again_but_not_for_ever(self):
        export = self._start()
        export.sudo().write({"state": "running", "attempts": 1})
        self.assertEqual(self._run(export).state, "done")
        export.sudo().write({"state": "running", "attempts": 3})
        self._run(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("3 times", export.message)

    def test_the_short_worker_leaves_long_exports_to_the_other(self):
        short, long = self._start(), self._start(format="pdf")
        long.sudo().total = 50_000
        self._run_worker(max_rows=20_000)
        (short + long).invalidate_recordset()
        self.assertEqual((short.state, long.state), ("done", "queued"))
        self._run_worker()
        long.invalidate_recordset()
        self.assertEqual(long.state, "done")

    def test_old_exports_are_deleted_with_their_files(self):
        export = self._run(self._start())
        attachment = export.attachment_id
        self.env["ir.config_parameter"].set_param("p2it_web.export_days", "3")
        self.env["p2it.export"]._gc_exports()
        self.assertTrue(export.exists())
        export.flush_recordset()
        self.env.cr.execute(
            "UPDATE p2it_export SET date_done = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=4), export.id),
        )
        export.invalidate_recordset()
        self.env["p2it.export"]._gc_exports()
        self.assertFalse(export.exists())
        self.assertFalse(attachment.exists())

    def test_a_short_list_is_exported_at_once(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "12")
        answer = self.env["p2it.export"].with_user(self.exporter).start(self._describe())
        self.assertEqual(answer, {"inline": True, "count": 12})

    def test_an_empty_list_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "nothing to export"):
            self._start(domain=[["ref", "=", "không có"]])

    # ---- who may do what ----

    def test_nobody_writes_an_export_by_hand(self):
        export = self._run(self._start())
        mine = export.with_user(self.exporter)
        with self.assertRaises(AccessError):
            mine.write({"state": "queued"})
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaises(AccessError):
            mine.create({"name": "x", "user_id": self.exporter.id, "model": "res.users", "format": "xlsx"})
        with self.assertRaises(AccessError):
            mine.read(["description"])

    def test_another_user_can_neither_see_nor_stop_an_export(self):
        export = self._start()
        other = new_test_user(self.env, "p2it_other", "base.group_system,base.group_allow_export")
        theirs = export.with_user(other)
        self.assertFalse(theirs.search([("id", "=", export.id)]))
        for method in ("get_state", "action_cancel", "action_download"):
            with self.assertRaises(AccessError):
                getattr(theirs, method)()
        self._run(export)
        with self.assertRaises(AccessError):
            export.attachment_id.with_user(other).read(["raw"])

    def test_the_start_asks_for_the_export_right_before_anything_else(self):
        with self.assertRaisesRegex(AccessError, "not allowed"):
            self._start(self.reader)


@tagged("post_install", "-at_install")
class TestExportsAtOnce(TransactionCase):
    """Two real transactions on two connections; whatever they commit is deleted afterwards."""

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            self.user_id = new_test_user(
                env, "p2it_export_race", "base.group_user,base.group_allow_export"
            ).id
            env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        self.addCleanup(self._delete)

    @contextmanager
    def _committing(self):
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _delete(self):
        with self._committing() as env:
            user = env["res.users"].browse(self.user_id)
            env["p2it.export"].search([("user_id", "=", user.id)]).unlink()
            env["mail.message"].search([("partner_ids", "in", user.partner_id.ids)]).unlink()
            partner = user.partner_id
            user.unlink()
            partner.unlink()
            env["ir.config_parameter"].search([("key", "=", "p2it_web.export_inline_rows")]).unlink()
            crons = env.ref("p2it_web.cron_export_short") + env.ref("p2it_web.cron_export_long")
            env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)]).unlink()

    def _run_at_once(self, function, times=2):
        barrier = threading.Barrier(times, timeout=30)
        results, errors = [], []

        def run():
            try:
                with self.registry._db.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["p2it.export"].search([]).mapped("state")
                    barrier.wait()  # both have a snapshot in which nothing has begun
                    results.append(function(env))
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=run) for _number in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "they wait for each other for ever")
        self.assertFalse(errors)
        return results

    def _describe(self):
        return {
            "model": "res.lang",
            "format": "xlsx",
            "columns": [{"name": "name"}, {"name": "code"}],
            "domain": [],
            "context": {"active_test": False},
        }

    def _start(self, env):
        return env["p2it.export"].with_user(self.user_id).start(self._describe())["id"]

    def test_two_clicks_at_once_start_one_export(self):
        ids = self._run_at_once(self._start, times=3)
        self.assertEqual(len(set(ids)), 1)

    def test_two_workers_never_do_the_same_export_twice(self):
        with self._committing() as env:
            export_id = self._start(env)
        done = self._run_at_once(lambda env: env["p2it.export"].browse(export_id)._work(), times=3)
        self.assertEqual(sorted(done), [False, False, True])
        with self._committing() as env:
            export = env["p2it.export"].browse(export_id)
            self.assertEqual((export.state, export.attempts), ("done", 1))
            files = env["ir.attachment"].search(
                [("res_model", "=", "p2it.export"), ("res_id", "=", export_id)]
            )
            self.assertEqual(len(files), 1)

    def test_a_worker_that_died_is_followed_by_another_at_once(self):
        with self._committing() as env:
            export_id = self._start(env)
        with self._committing() as env:
            export = env["p2it.export"].browse(export_id)
            with export._claim() as is_mine:
                self.assertTrue(is_mine)
                with self._committing() as other:
                    self.assertFalse(other["p2it.export"].browse(export_id)._work())
        with self._committing() as env:
            self.assertEqual(env["p2it.export"].browse(export_id).state, "running")
            self.assertTrue(env["p2it.export"].browse(export_id)._work())
        with self._committing() as env:
            self.assertEqual(env["p2it.export"].browse(export_id).state, "done")

    def test_an_owner_can_stop_an_export_while_it_is_read(self):
        with self._committing() as env:
            export_id = self._start(env)
        seen = []

        def stop(record, done):
            with self._committing() as env:
                env["p2it.export"].browse(export_id).with_user(self.user_id).action_cancel()
            seen.append(done)
            return original(record, done)

        original = p2it_export_run.P2itExport._note_progress
        with (
            patch.object(p2it_export_run, "PAUSE", 0),
            patch.object(p2it_export_run.P2itExport, "_note_progress", stop),
            self._committing() as env,
        ):
            env["p2it.export"].browse(export_id)._work()
        with self._committing() as env:
            export = env["p2it.export"].browse(export_id)
            self.assertEqual(export.state, "cancelled")
            self.assertFalse(export.attachment_id)
            files = env["ir.attachment"].search(
                [("res_model", "=", "p2it.export"), ("res_id", "=", export_id)]
            )
            self.assertFalse(files)
        self.assertTrue(seen)
