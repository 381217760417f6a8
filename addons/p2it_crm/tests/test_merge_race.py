import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestTwoMergesAtOnce(TransactionCase):
    """Two people merge the same two customers, each keeping another one, in transactions of their own."""

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            partners = env["res.partner"].create(
                [{"name": f"Khách trùng {n}", "email": f"t{n}@p2it.example"} for n in range(2)]
            )
            self.partner_ids = partners.ids
        self.addCleanup(self._delete)

    @contextmanager
    def _committing(self):
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _delete(self):
        with self._committing() as env:
            env["res.partner"].browse(self.partner_ids).exists().unlink()

    def test_one_customer_stays_and_the_second_merge_says_why_not(self):
        barrier, errors = threading.Barrier(2, timeout=30), []

        def merge(kept_id):
            try:
                with self.registry._db.cursor() as cr:
                    context = {"active_model": "res.partner", "active_ids": self.partner_ids}
                    env = api.Environment(cr, SUPERUSER_ID, context)
                    first = [True]

                    def once():
                        partners = env["res.partner"].browse(self.partner_ids).exists()
                        if len(partners) < 2:
                            raise UserError("gone before it was opened")
                        wizard = env["p2it.merge"].create({})
                        wizard.kept_id = kept_id
                        if first.pop() if first else False:
                            barrier.wait()  # both have compared before either merges
                        wizard.action_merge()

                    retrying(once, env)
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=merge, args=(kept_id,)) for kept_id in self.partner_ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "the two wait for each other for ever")
        self.assertEqual([type(error) for error in errors], [UserError])
        with self._committing() as env:
            self.assertEqual(len(env["res.partner"].browse(self.partner_ids).exists()), 1)
