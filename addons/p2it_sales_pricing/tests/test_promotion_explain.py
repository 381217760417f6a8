from ast import literal_eval

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestPromotionsExplained(PromotionCommon):
    """An order tells what was applied, what was nearly reached, and what was not, and why."""

    def _create_tiers(self, **values):
        return self._create_program(
            "Thùng càng nhiều",
            rules=[self._buys(self.water)],
            rewards=[{"discount": 5, "required_points": 240}, {"discount": 8, "required_points": 480}],
            reward_mode="highest",
            **values,
        )

    def test_what_is_nearly_reached_is_told_in_the_unit_of_the_line(self):
        self._create_tiers()
        order = self._order((self.water, 16, self.carton))
        explained = order.with_user(self.salesperson).get_promotion_explanation()
        self.assertEqual(explained["applied"][0]["amount"], 16 * 24 * 50)
        self.assertIn("4 more Thùng 24 of Nước suối", explained["near"][0]["text"])
        self.assertIn("8%", explained["near"][0]["text"])

    def test_what_does_not_apply_says_why(self):
        self._create_tiers(team_ids=[Command.set(self.env["crm.team"].create({"name": "Miền Tây"}).ids)])
        self._create_program("Một mình", stacking="exclusive")
        self._create_program("Khác")
        explained = self._order((self.water, 10)).get_promotion_explanation()
        codes = {entry["program"]: entry["code"] for entry in explained["refused"]}
        self.assertEqual(codes, {"Thùng càng nhiều": "team", "Khác": "exclusive"})
        self.assertIn("“Một mình” stands alone", str(explained["refused"]))

    def test_the_total_is_the_sum_of_the_explained_steps(self):
        self._create_tiers()
        self._create_program("Thêm", rewards=[{"discount": 3.3}])
        self._create_program("Quà", rewards=[self._gives(self.gift)])
        order = self._order((self.water, 20, self.carton), (self.oil, 7))
        steps = sum(entry["amount"] for entry in order.get_promotion_explanation()["applied"])
        self.assertEqual(order.amount_untaxed, 20 * 24 * 1000 + 7 * 5000 - steps)

    def test_the_page_of_the_order_escapes_names(self):
        self._create_program("<script>alert(1)</script>")
        html = self._order((self.water, 10)).promotion_explanation
        self.assertNotIn("<script>", html)
        self.assertIn("Applied", html)

    def test_without_programs_there_is_no_page(self):
        self.assertFalse(self._order((self.water, 10)).promotion_explanation)

    def test_the_simulator_answers_and_writes_nothing(self):
        self._create_tiers()
        self._create_program("Quà", rewards=[self._gives(self.gift)])
        orders, lines = self.env["sale.order"].search_count([]), self.env["sale.order.line"].search_count([])
        simulator = self.env["p2it.promotion.simulator"].with_user(self.salesperson)
        simulator = simulator.create(
            {
                "partner_id": self.customer.id,
                "date": fields.Datetime.now(),
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self.water.id,
                            "quantity": 10,
                            "product_uom_id": self.carton.id,
                        }
                    )
                ],
            }
        )
        result = simulator.simulate()
        self.assertEqual(result["amount_untaxed"], 240 * 1000 * 0.95)
        self.assertEqual([line["quantity"] for line in result["lines"] if line["is_promotion"]], [1, 1])
        self.assertIn("Nước suối", simulator.result)
        self.env.flush_all()
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
        self.assertEqual(self.env["sale.order.line"].search_count([]), lines)

    def test_the_simulator_knows_what_ended(self):
        self._create_program(date_from="2020-01-01", date_to="2020-12-31")
        simulator = self.env["p2it.promotion.simulator"].create(
            {
                "partner_id": self.customer.id,
                "date": "2020-06-01 05:00:00",
                "line_ids": [Command.create({"product_id": self.water.id, "quantity": 10})],
            }
        )
        self.assertEqual(simulator.simulate()["amount_untaxed"], 9000)
        simulator.date = "2021-06-01 05:00:00"
        self.assertEqual(simulator.simulate()["amount_untaxed"], 10000)

    def test_the_choice_offers_what_may_be_chosen(self):
        rewards = [self._gives(self.gift), self._gives(self.oil)]
        program = self._create_program("Chọn quà", rewards=rewards, reward_mode="choice")
        order = self._order((self.water, 10))
        wizard = self.env["p2it.promotion.choice"].with_user(self.salesperson)
        options = wizard.new({"order_id": order.id}).option_ids._origin
        self.assertEqual(options.product_id, self.gift | self.oil)
        option = options.filtered(lambda option: option.product_id == self.oil)
        wizard.create({"order_id": order.id, "option_id": option.id}).action_choose()
        self.assertEqual(order.order_line.filtered("reward_id").product_id, self.oil)
        self.assertEqual(order.order_line.reward_id.program_id, program)

    def test_a_salesperson_does_not_simulate_for_customers_of_others(self):
        other = self._create_user("other", "p2it_crm.group_salesperson")
        stranger = self._create_customer("Công ty của người khác", user_id=other.id)
        with self.assertRaises(AccessError):
            self.env["p2it.promotion.simulator"].with_user(self.salesperson).create(
                {
                    "partner_id": stranger.id,
                    "line_ids": [Command.create({"product_id": self.water.id, "quantity": 1})],
                }
            ).simulate()

    def test_a_program_is_made_in_its_form(self):
        groups = "sales_team.group_sale_manager,p2it_crm.group_manager,product.group_product_manager"
        manager = self._create_user("promo_manager", groups)
        action = self.env.ref("p2it_sales_pricing.action_automatic_promotions")
        programs = self.env["loyalty.program"].with_user(manager)
        with Form(programs.with_context(**literal_eval(action.context))) as form:
            form.name = "Trung thu"
            form.stacking = "exclusive"
            form.budget_amount = 1000000
            form.customer_group_ids.add(self.group)
        program = form.record
        self.assertTrue(program.is_automatic)
        self.assertEqual(program.trigger, "auto")
        order = self._order((self.oil, 20))
        self.assertEqual(order.amount_untaxed, 90000)
