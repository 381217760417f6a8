from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestVisibilityAtOnce(RealTransactions, TransactionCase):
    """Two real transactions on two connections; whatever they commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            users = env["res.users"].with_context(no_reset_password=True)
            self.user_ids = users.create(
                [{"name": f"Cùng lúc {n}", "login": f"p2it_at_once_{n}"} for n in range(2)]
            ).ids
            self.company_id = (
                env["res.partner"].create({"name": "Công ty Cùng Lúc", "user_id": self.user_ids[0]}).id
            )
        self.addCleanup(self._delete)

    def _delete(self):
        with self._committing() as env:
            env["res.partner"].search([("parent_id", "=", self.company_id)]).unlink()
            env["res.partner"].browse(self.company_id).unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _read_first(self, env):
        env["res.partner"].browse(self.company_id).child_ids.mapped("name")

    def test_a_contact_made_while_its_company_changes_hands_goes_along(self):
        def add_contact(env):
            env["res.partner"].create({"name": "Chị Lan", "parent_id": self.company_id})

        def hand_over(env):
            env["res.partner"].browse(self.company_id).user_id = self.user_ids[1]

        with mute_logger("odoo.sql_db"):  # the later one fails on the row, and is run once more
            self.assertEqual(self._run_at_once(add_contact, hand_over), [])
        with self._committing() as env:
            contact = env["res.partner"].search([("parent_id", "=", self.company_id)])
            self.assertEqual(contact.scope_user_id.id, self.user_ids[1])
