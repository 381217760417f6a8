import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .color_common import KnownTestMixin, TransactionCase

BROKEN = "[('field_of_the_past', '=', 1)]"


@tagged("post_install", "-at_install")
class TestColorAtOnce(KnownTestMixin, TransactionCase):
    """Real transactions on connections of their own; whatever they commit is deleted afterwards."""

    def setUp(self):
        super().setUp()
        with self._connect() as env:
            self.partner_id = env["res.partner"].create({"name": "Khách cùng lúc"}).id
            rule = env["p2it.color.rule"].create(
                {
                    "name": "Hỏng lúc nâng cấp",
                    "model_choice": "res.partner",
                    "text_color": "red",
                    "audience": "all",
                    "user_id": env.ref("base.user_admin").id,
                }
            )
            self.rule_id = rule.id
            env.flush_all()
            env.execute_query(
                SQL("UPDATE p2it_color_rule SET domain = %s WHERE id = %s RETURNING id", BROKEN, rule.id)
            )
        self.addCleanup(self._delete)
        self.env.registry.clear_cache()
        quiet = mute_logger("odoo.addons.p2it_web.models.p2it_color_rule_style")
        quiet.__enter__()
        self.addCleanup(quiet.__exit__)

    @contextmanager
    def _connect(self, read_only=False):
        """Yield an environment on a connection of its own that commits at the end."""
        with self.registry._db.cursor() as cr:
            if read_only:
                cr.execute("SET TRANSACTION READ ONLY")
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _delete(self):
        with self._connect() as env:
            env["p2it.color.rule"].browse(self.rule_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def _read(self, read_only=True):
        with self._connect(read_only) as env:
            admin = env.ref("base.user_admin")
            model = env["res.partner"].with_user(admin).with_context(p2it_color="res.partner,list")
            return model.web_search_read([("id", "=", self.partner_id)], {"name": {}})["records"]

    def _get_rule_state(self):
        with self._connect() as env:
            rule = env["p2it.color.rule"].browse(self.rule_id)
            messages = env["mail.message"].search(
                [("model", "=", rule._name), ("res_id", "=", rule.id), ("subject", "!=", False)]
            )
            return rule.active, rule.trouble, len(messages)

    def test_a_transaction_that_can_not_write_still_has_the_rule_switched_off(self):
        self.assertEqual(len(self._read()), 1)
        active, trouble, count = self._get_rule_state()
        self.assertFalse(active)
        self.assertIn("field_of_the_past", trouble)
        self.assertEqual(count, 1)

    def test_a_rule_someone_is_editing_is_left_alone_and_nobody_waits(self):
        with self._connect() as env:
            env["p2it.color.rule"].browse(self.rule_id).lock_for_update()
            self.assertEqual(len(self._read()), 1)
        self.assertTrue(self._get_rule_state()[0])

    def test_two_readers_at_once_have_the_owner_told_once(self):
        barrier, pages, errors = threading.Barrier(2, timeout=30), [], []

        def read():
            try:
                barrier.wait()
                pages.append(self._read())
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=read) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "the two wait for each other for ever")
        self.assertFalse(errors)
        self.assertEqual([len(page) for page in pages], [1, 1])
        active, _trouble, count = self._get_rule_state()
        self.assertFalse(active)
        self.assertEqual(count, 1)
