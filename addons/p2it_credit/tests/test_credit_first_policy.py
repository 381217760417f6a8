from odoo import SUPERUSER_ID, api
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCreditFirstPolicy(RealTransactions, TransactionCase):
    """The gates close for everybody with the first policy, whoever was at work when it was made."""

    def test_who_began_before_it_leaves_no_gate_open(self):
        policies = "p2it.credit.policy"
        with self._committing() as env:
            self.assertFalse(env[policies].search_count([]), "another test has left a policy behind")
        with self.registry.cursor() as early:
            before = api.Environment(early, SUPERUSER_ID, {})
            early.execute("SELECT 1 FROM res_users LIMIT 1")  # sees things as they are now
            with self._committing() as env:
                policy = env[policies].create({"limit_kind": "none", "company_id": env.company.id}).id
            self.addCleanup(self._delete, policy)
            self.registry.clear_cache()  # as other workers do when they are told
            self.assertFalse(before[policies]._has_any())
        with self._committing() as env:
            self.assertTrue(env[policies]._has_any())

    def _delete(self, policy):
        with self._committing() as env:
            env["p2it.credit.policy"].browse(policy).unlink()
