from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .test_care import CareCommon


@tagged("post_install", "-at_install")
class TestCareExpense(CareCommon):
    """Real expenses stay tied to care, lead and customer through their own flow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_user(
            "boss", "p2it_crm.group_manager,hr_expense.group_hr_expense_manager,account.group_account_invoice"
        )
        employees = cls.env["hr.employee"]
        manager = employees.create({"name": "Trưởng phòng", "user_id": cls.boss.id})
        cls.employee = cls.salesperson.employee_ids
        cls.employee.write(
            {
                "parent_id": manager.id,
                "expense_manager_id": cls.boss.id,
                "work_contact_id": cls.salesperson.partner_id.id,
            }
        )
        cls.meal = cls.env["product.product"].create(
            {"name": "Tiếp khách", "can_be_expensed": True, "type": "service", "supplier_taxes_id": False}
        )
        cls.care = cls._record_care(lead_id=cls.lead.id)

    def _create_expense(self, **values):
        return (
            self.env["hr.expense"]
            .with_user(self.salesperson)
            .create(
                {
                    "name": "Ăn trưa với khách",
                    "product_id": self.meal.id,
                    "total_amount_currency": 450000,
                    "employee_id": self.employee.id,
                    "care_id": self.care.id,
                    **values,
                }
            )
        )

    def test_the_expense_knows_lead_and_customer(self):
        expense = self._create_expense()
        self.assertEqual((expense.lead_id, expense.customer_id), (self.lead, self.customer))

    def test_nobody_puts_costs_on_a_lead_that_is_not_seen(self):
        hidden = self._create_lead(user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._create_expense(care_id=False, lead_id=hidden.id)
        expense = self._create_expense()
        with self.assertRaises(AccessError):
            expense.write({"lead_id": hidden.id})

    def test_an_employee_who_sells_nothing_has_expenses_as_ever(self):
        user = self._create_user("employee", "base.group_user")
        employee = self.env["hr.employee"].create({"name": "Thủ kho", "user_id": user.id})
        expense = (
            self.env["hr.expense"]
            .with_user(user)
            .create(
                {
                    "name": "Xăng xe",
                    "product_id": self.meal.id,
                    "employee_id": employee.id,
                    "total_amount_currency": 50000,
                }
            )
        )
        expense.total_amount_currency = 60000
        self.assertFalse(expense.lead_id)

    def test_the_button_opens_an_expense_of_the_entry(self):
        action = self.care.action_add_expense()
        context = action["context"]
        with Form(self.env["hr.expense"].with_user(self.salesperson).with_context(**context)) as form:
            form.product_id = self.meal
            form.total_amount_currency = 120000
        self.assertEqual(form.record.care_id, self.care)

    def test_totals_count_what_is_not_refused(self):
        self._create_expense()
        refused = self._create_expense(total_amount_currency=90000)
        refused.action_submit()
        refused.with_user(self.boss)._do_refuse("Không có hoá đơn")
        for record in (self.care, self.lead, self.customer):
            field = "expense_total" if record == self.care else "care_expense_total"
            with self.subTest(model=record._name):
                self.assertEqual(record[field], 450000)

    def test_each_part_of_a_split_keeps_the_links(self):
        expense = self._create_expense()
        action = expense.action_split_wizard()
        wizard = self.env["hr.expense.split.wizard"].with_user(self.salesperson).browse(action["res_id"])
        wizard.action_split_expense()
        parts = self.env["hr.expense"].search([("care_id", "=", self.care.id)])
        self.assertEqual(len(parts), 2)
        self.assertEqual(parts.customer_id, self.customer)
        self.assertEqual(self.customer.care_expense_total, 450000)

    def test_the_links_last_through_submitting_approving_and_posting(self):
        expense = self._create_expense()
        expense.action_submit()
        expense.with_user(self.boss).action_approve()
        action = expense.sudo().action_post()
        wizard = self.env["hr.expense.post.wizard"].sudo().with_context(**action["context"])
        wizard.browse(action["res_id"]).action_post_entry()
        self.assertIn(expense.sudo().state, ("posted", "in_payment", "paid"))
        self.assertEqual((expense.care_id, expense.customer_id), (self.care, self.customer))
        self.assertEqual(self.customer.care_expense_total, 450000)

    def test_the_button_opens_what_the_total_sums(self):
        expense = self._create_expense()
        action = self.customer.action_view_care_expenses()
        self.assertEqual(self.env["hr.expense"].search(action["domain"]), expense)
        self.assertEqual(expense.total_amount, self.customer.care_expense_total)

    def test_merged_leads_keep_care_and_costs(self):
        self._create_expense()
        self._age(self.care)
        other = self._create_lead(user_id=self.salesperson.id, probability=90, type="opportunity")
        merged = (other + self.lead).merge_opportunity()
        self.assertEqual(self.care.lead_id, merged)
        self.assertEqual(merged.care_expense_total, 450000)

    def test_the_total_shows_to_who_sees_the_customer_though_the_expenses_do_not(self):
        self._create_expense()
        customer = self.customer.with_user(self.manager)
        self.assertEqual(customer.care_expense_total, 450000)
        self.assertFalse(
            self.env["hr.expense"].with_user(self.manager).search([("care_id", "=", self.care.id)])
        )

    def test_a_refused_expense_counts_again_once_it_is_asked_for_anew(self):
        expense = self._create_expense()
        expense.action_submit()
        expense.with_user(self.boss)._do_refuse("Không có hoá đơn")
        self.assertEqual(self._get_totals(), (0, 0, 0))
        expense.with_user(self.boss).action_reset()
        self.assertEqual(expense.state, "draft")
        expense.action_submit()
        self.assertEqual(expense.state, "submitted")
        self._assert_linked(expense)
        self.assertEqual(self._get_totals(), (450000, 450000, 450000))

    def test_a_posted_expense_that_is_reset_keeps_its_links(self):
        expense = self._post(self._create_expense())
        expense.sudo().account_move_id.button_draft()
        expense.sudo().action_reset()
        self.assertEqual(expense.sudo().state, "draft")
        self._assert_linked(expense)
        self.assertEqual(self._get_totals(), (450000, 450000, 450000))

    def test_a_deleted_expense_counts_no_more_and_its_entry_stays(self):
        expense = self._create_expense()
        expense.unlink()
        self.assertEqual(self._get_totals(), (0, 0, 0))
        self.assertTrue(self.care.exists())

    def test_an_entry_with_costs_is_not_deleted_from_under_them(self):
        expense = self._create_expense()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.care.sudo().unlink()
        self._assert_linked(expense)

    def test_the_parts_of_a_split_go_their_own_ways_linked(self):
        expense = self._create_expense()
        wizard = self.env["hr.expense.split.wizard"].with_user(self.salesperson)
        wizard.browse(expense.action_split_wizard()["res_id"]).action_split_expense()
        first, second = self.env["hr.expense"].search([("care_id", "=", self.care.id)], order="id")
        (first + second).with_user(self.salesperson).action_submit()
        first.with_user(self.boss).action_approve()
        second.with_user(self.boss)._do_refuse("Quá mức")
        for part in first + second:
            self._assert_linked(part)
        self.assertEqual(self._get_totals(), (first.total_amount,) * 3)

    def test_a_copy_keeps_the_links_and_begins_as_a_draft(self):
        expense = self._create_expense()
        expense.action_submit()
        copy = expense.copy()
        self.assertEqual(copy.state, "draft")
        self._assert_linked(copy)

    def test_nobody_moves_an_approved_expense_to_another_customer(self):
        other = self._create_customer("Đại lý Hoa Sen", user_id=self.salesperson.id)
        expense = self._create_expense()
        expense.action_submit()
        expense.with_user(self.boss).action_approve()
        for values in ({"care_id": False}, {"customer_id": other.id}, {"lead_id": False}):
            with self.assertRaises(UserError):
                expense.with_user(self.salesperson).write(values)
        self._assert_linked(expense)

    def test_another_salesperson_sees_no_expense(self):
        self._create_expense()
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        self.assertFalse(self.env["hr.expense"].with_user(peer).search([("care_id", "!=", False)]))

    def test_a_new_expense_has_the_category_of_the_last(self):
        self.assertEqual(
            self.care.action_add_expense()["context"]["default_product_id"],
            self.env.ref("hr_expense.product_product_no_cost").id,
        )
        self._create_expense()
        self.assertEqual(self.care.action_add_expense()["context"]["default_product_id"], self.meal.id)

    def _post(self, expense):
        expense.action_submit()
        expense.with_user(self.boss).action_approve()
        action = expense.sudo().action_post()
        wizard = self.env["hr.expense.post.wizard"].sudo().with_context(**action["context"])
        wizard.browse(action["res_id"]).action_post_entry()
        return expense

    def _assert_linked(self, expense):
        expense = expense.sudo()
        self.assertEqual(
            (expense.care_id, expense.lead_id, expense.customer_id), (self.care, self.lead, self.customer)
        )

    def _get_totals(self):
        self.env.invalidate_all()
        return self.care.expense_total, self.lead.care_expense_total, self.customer.care_expense_total
