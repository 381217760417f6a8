from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalHistory(ApprovalCommon):
    """When the app of a document is uninstalled, what was decided about its documents stays readable."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry.reset_changes)
        self.model = self.env["ir.model"].create(
            {
                "name": "Phiếu đề nghị",
                "model": "x_p2it_slip",
                "is_mail_thread": True,
                "is_mail_activity": True,
            }
        )
        rights = dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True)
        self.env["ir.model.access"].create({"name": "x_p2it_slip", "model_id": self.model.id, **rights})

    def _ask_slip(self, **values):
        self._create_type(
            model_id=self.model.id, operation="activity_schedule", domain="[]", guarded_fields=False, **values
        )
        slip = self.env["x_p2it_slip"].create({"x_name": "Đề nghị 7"})
        return self._ask(slip, self.env.ref("base.user_admin"))

    def test_what_was_decided_stays_and_what_waits_ends(self):
        decided = self._ask_slip()
        self._approve(decided, self.boss, "Được")
        self.env["p2it.approval.type"].search([("model", "=", "x_p2it_slip")]).active = False
        waiting = self._ask_slip(name="Thứ hai")
        kinds = (decided | waiting).type_id
        self.model.unlink()
        self.env.invalidate_all()
        self.assertEqual((decided.state, decided.document_name), ("approved", "Đề nghị 7"))
        self.assertEqual(decided.decision_ids.comment, "Được")
        self.assertFalse(self.env["p2it.approval.decision"]._find_tampered(decided))
        self.assertEqual((waiting.state, waiting.line_ids.state), ("cancelled", "cancelled"))
        self.assertFalse(waiting.with_user(self.boss).is_my_turn)
        self.assertFalse(any(kinds.mapped("active")))
        self.assertEqual(set(kinds.mapped("model")), {"x_p2it_slip"})
        self.assertFalse(kinds.model_id)

    def test_a_document_that_is_gone_is_said_to_be_gone(self):
        request = self._ask_slip()
        self.model.unlink()
        with self.assertRaisesRegex(UserError, "not there any more"):
            request.with_user(self.boss).action_open_document()

    def test_a_type_that_was_never_used_goes_with_its_documents(self):
        kind = self._create_type(
            model_id=self.model.id, operation="activity_schedule", domain="[]", guarded_fields=False
        )
        self.model.unlink()
        self.assertFalse(kind.exists())

    def test_an_active_type_names_its_document(self):
        kind = self._create_type()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            kind.model_id = False
