from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestTwoMergesAtOnce(RealTransactions, TransactionCase):
    """Two people merge the same two customers, each keeping another one, in transactions of their own."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            partners = env["res.partner"].create(
                [{"name": f"Khách trùng {n}", "email": f"t{n}@p2it.example"} for n in range(2)]
            )
            self.partner_ids = partners.ids
        self.addCleanup(self._delete)

    def _delete(self):
        with self._committing() as env:
            env["res.partner"].browse(self.partner_ids).exists().unlink()

    def _read_first(self, env):
        env["res.partner"].browse(self.partner_ids).exists().mapped("name")

    def _merge(self, kept_id):
        def merge(env):
            if len(env["res.partner"].browse(self.partner_ids).exists()) < 2:
                raise UserError("gone before it was opened")
            wizard = (
                env["p2it.merge"]
                .with_context(active_model="res.partner", active_ids=self.partner_ids)
                .create({})
            )
            wizard.kept_id = kept_id
            wizard.action_merge()

        return merge

    def test_one_customer_stays_and_the_second_merge_says_why_not(self):
        errors = self._run_at_once(*map(self._merge, self.partner_ids))
        self.assertEqual([type(error) for error in errors], [UserError])
        with self._committing() as env:
            self.assertEqual(len(env["res.partner"].browse(self.partner_ids).exists()), 1)
