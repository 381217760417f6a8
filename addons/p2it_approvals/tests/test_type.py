from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalType(ApprovalCommon):
    """What an administrator may set up, and what is told when it makes no sense."""

    def test_an_operation_is_a_button_of_the_document(self):
        for operation in ("_action_confirm", "write", "no_such_button", "action confirm", "name_search"):
            with self.assertRaises(ValidationError):
                self._create_type(operation=operation)

    def test_a_condition_that_does_not_work_is_refused(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[(",
            "env.cr",
            "[('id', '=', user.sudo().id)]",
            "[('id', 'in', [x for x in ().__class__.__mro__])]",
        ):
            with self.assertRaises(ValidationError):
                self._create_type(domain=domain)

    def test_fields_that_matter_exist(self):
        with self.assertRaises(ValidationError):
            self._create_type(guarded_fields="partner_id\norder_line.no_such_field")

    def test_a_type_without_steps_would_let_nothing_through(self):
        with self.assertRaises(ValidationError):
            self._create_type().step_ids.unlink()

    def test_a_step_says_who_decides(self):
        for values in (
            {"approver_kind": "users"},
            {"approver_kind": "group"},
            {"approver_kind": "manager", "manager_level": 0},
            {"approver_kind": "field", "field_name": "partner_id.name"},
            {"approver_kind": "domain", "user_domain": "[('no_such_field', '=', 1)]"},
        ):
            with self.assertRaises(ValidationError):
                self._create_type([{"name": "Ai đó", **values}])

    def test_every_change_of_the_definition_is_another_version(self):
        kind = self._create_type()
        first = kind.version
        kind.name = "Đơn lớn"
        self.assertEqual(kind.version, first)
        kind.domain = "[]"
        second = kind.version
        self.assertGreater(second, first)
        kind.step_ids.mode = "all"
        third = kind.version
        self.assertGreater(third, second)
        kind.step_ids = [Command.create({"name": "Kế toán", "user_ids": [Command.set(self.accountant.ids)]})]
        self.assertGreater(kind.version, third)

    def test_a_type_that_was_used_is_archived_instead_of_deleted(self):
        kind = self._create_type()
        self._ask(self._create_order())
        kind.unlink()
        self.assertFalse(kind.active)
        self.assertTrue(kind.exists())

    def test_the_people_of_each_kind_of_step(self):
        above = self.env["hr.employee"].create({"name": "Sếp", "user_id": self.boss.id})
        self.env["hr.employee"].create({"name": "Bán hàng", "user_id": self.seller.id, "parent_id": above.id})
        team = self.env["crm.team"].create({"name": "Đội Miền Nam", "user_id": self.accountant.id})
        group = self.env["res.groups"].create(
            {"name": "Duyệt", "user_ids": [Command.set(self.accountant.ids)]}
        )
        order = self._create_order(team_id=team.id)
        for values, expected in (
            ({"approver_kind": "users", "user_ids": self.boss.ids}, self.boss),
            ({"approver_kind": "group", "group_id": group.id}, self.accountant),
            ({"approver_kind": "manager"}, self.boss),
            ({"approver_kind": "salesperson_manager"}, self.boss),
            ({"approver_kind": "field", "field_name": "team_id.user_id"}, self.accountant),
            ({"approver_kind": "domain", "user_domain": f"[('id', '=', {self.boss.id})]"}, self.boss),
        ):
            step = self._create_type([{"name": "Bước", **values}]).step_ids
            self.assertEqual(step._get_approvers(order, self.seller), expected, values)

    def test_asking_is_in_the_menu_of_documents_that_have_a_type(self):
        actions = self.env["ir.actions.act_window"]
        domain = [
            ("res_model", "=", "p2it.approval.ask.wizard"),
            ("binding_model_id.model", "=", "sale.order"),
        ]
        self.assertFalse(actions.search(domain))
        kind = self._create_type()
        self._create_type(name="Thứ hai")
        self.assertEqual(len(actions.search(domain)), 1)
        self.env["p2it.approval.type"].search([]).active = False
        self.assertFalse(actions.search(domain))
        kind.active = True
        self.assertEqual(len(actions.search(domain)), 1)

    def test_a_state_that_the_server_works_out_is_not_named(self):
        values = {
            "model_id": self.env["ir.model"]._get_id("stock.picking"),
            "operation": "button_validate",
            "domain": "[]",
            "guarded_fields": "partner_id",
        }
        with self.assertRaisesRegex(ValidationError, "worked out from other fields"):
            self._create_type(**values, state_field="state", state_value="done")
        self._create_type(**values)

    def test_buttons_are_chosen_by_what_stands_on_them(self):
        choices = dict(self._create_type().operation_choices)
        self.assertEqual(choices["action_confirm"], "Confirm (action_confirm)")
        self.assertIn("action_lock", choices)
        for name in ("write", "_action_confirm", "action_ask_approval", "message_post"):
            self.assertNotIn(name, choices)

    def test_every_button_offered_can_be_held(self):
        kinds = self.env["p2it.approval.type"]
        for model in ("sale.order", "purchase.order", "stock.picking", "account.move", "res.partner"):
            for name, _label in kinds._get_operation_choices(model):
                self.assertTrue(kinds._is_button(model, name), name)

    def test_states_are_chosen_by_their_names(self):
        kind = self._create_type(state_field="state", state_value="sale")
        self.assertEqual(kind.state_field_choices[0], ["state", "Status (state)"])
        self.assertIn(["sale", "Sales Order (sale)"], kind.state_value_choices)
        kinds = self.env["p2it.approval.type"]
        self.assertFalse(dict(kinds._get_state_field_choices("stock.picking")).get("state"))
        stages = dict(kinds._get_state_value_choices("crm.lead", "stage_id"))
        stage = self.env["crm.stage"].search([], limit=1)
        self.assertEqual(stages[str(stage.id)], stage.name)
