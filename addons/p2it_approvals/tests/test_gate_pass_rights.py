from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from .gate_common import PICTURE, GateCommon

REFUSED = (AccessError, UserError, RedirectWarning, ValueError)


@tagged("post_install", "-at_install")
class TestGatePassRights(GateCommon):
    """Whatever a guard or a keeper tries by RPC, a pass says what was approved and works once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        picking = cls._create_picking((10, 2))
        requests = cls.env["p2it.approval.request"]
        request = requests.browse(requests.with_user(cls.keeper).ask("stock.picking", picking.ids))
        request.with_user(cls.boss).action_approve()
        request.with_user(cls.accountant).action_approve()
        cls.picking, cls.gate_pass = picking, picking.gate_pass_ids

    def _call(self, user, record, method, *args, **kwargs):
        """Call as a client does."""
        model = self.env[record._name].with_user(user)
        return call_kw(model, method, [record.ids, *args], kwargs)

    def _assert_refused(self, user, record, method, *args, **kwargs):
        with self.assertRaisesRegex(REFUSED, ""), self.env.cr.savepoint():
            self._call(user, record, method, *args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.gate_pass.state, self.picking.state), ("ready", "assigned"))

    def test_nobody_makes_or_deletes_a_pass_by_hand(self):
        vals = {
            "name": "XK/1",
            "picking_id": self.picking.id,
            "company_id": self.env.company.id,
            "state": "ready",
            "date_ready": "2026-01-01",
        }
        for user in (self.guard, self.keeper, self.administrator, self.env.ref("base.user_admin")):
            passes = self.env["p2it.gate.pass"].with_user(user)
            for model, values in (
                ("p2it.gate.pass", vals),
                ("p2it.gate.pass.line", {"pass_id": self.gate_pass.id, "product_name": "Vàng"}),
                ("p2it.gate.return", {"line_id": self.gate_pass.line_ids[0].id, "quantity": 1}),
            ):
                with self.assertRaises(AccessError):
                    passes.env[model].create(values)
            self._assert_refused(user, self.gate_pass, "unlink")
            self._assert_refused(user, self.gate_pass.line_ids, "unlink")
            self._assert_refused(user, self.gate_pass, "copy")

    def test_nobody_writes_what_is_the_servers(self):
        other = self._create_pass()
        for user in (self.guard, self.keeper, self.administrator, self.env.ref("base.user_admin")):
            for vals in (
                {"state": "out"},
                {"state": "draft"},
                {"guard_id": user.id},
                {"date_out": "2026-01-01 00:00:00"},
                {"customer_name": "Khác"},
                {"token": "đoán"},
                {"picking_id": other.picking_id.id},
                {"fingerprint": "x"},
                {"company_id": 1},
                {"vehicle": "51C", "state": "out"},
                {"line_ids": [Command.create({"product_name": "Vàng", "approved_qty": 1})]},
                {"line_ids": [Command.update(self.gate_pass.line_ids[0].id, {"approved_qty": 99})]},
                {"line_ids": [Command.delete(self.gate_pass.line_ids[0].id)]},
                {"line_ids": [Command.link(other.line_ids[0].id)]},
                {"line_ids": [Command.clear()]},
            ):
                self._assert_refused(user, self.gate_pass, "write", vals)
            for vals in (
                {"approved_qty": 99},
                {"pass_id": other.id},
                {"product_name": "Khác"},
                {"move_id": False},
                {"returned_qty": 1},
                {"counted_qty": 1, "approved_qty": 1},
            ):
                self._assert_refused(user, self.gate_pass.line_ids[0], "write", vals)

    def test_the_warehouse_does_not_count_and_the_guard_does_not_say_what_comes_back(self):
        line = self.gate_pass.line_ids[0]
        self._assert_refused(self.keeper, line, "write", {"counted_qty": 1})
        self._assert_refused(self.guard, line, "write", {"to_return_qty": 1})

    def test_only_guards_let_out_or_refuse(self):
        for user in (self.keeper, self.seller, self.administrator, self.env.ref("base.user_admin")):
            self._assert_refused(user, self.gate_pass, "action_let_out")
            self._assert_refused(user, self.gate_pass, "action_refuse", "Không")

    def test_what_is_private_can_not_be_called(self):
        for method in ("_close_pass", "_move_goods", "_void", "_make", "_begin", "_decide_at_gate"):
            self._assert_refused(self.guard, self.gate_pass, method)

    def test_no_context_key_opens_the_gate(self):
        context = {"skip_backorder": True, "p2it_approvals.letting_out": [self.picking.id], "su": True}
        self._assert_refused(self.keeper, self.picking, "button_validate", context=context)
        self._assert_refused(self.guard, self.gate_pass, "write", {"state": "out"}, context=context)
        self._assert_refused(self.guard, self.gate_pass, "action_let_out", context=context)

    def test_nothing_is_changed_once_it_is_used(self):
        seen = self._count(self.gate_pass, 10, 2)
        seen.action_let_out()
        line = self.gate_pass.line_ids[0]
        for record, vals in (
            (self.gate_pass, {"vehicle": "29A-000.01"}),
            (self.gate_pass, {"line_ids": [Command.update(line.id, {"counted_qty": 1})]}),
            (line, {"counted_qty": 1}),
            (line, {"is_counted": False}),
        ):
            for user in (self.guard, self.keeper):
                with self.assertRaisesRegex(REFUSED, ""):
                    record.with_user(user).write(vals)
        with self.assertRaisesRegex(REFUSED, ""):
            self.gate_pass.line_ids[0].with_user(self.keeper).to_return_qty = 1
        with self.assertRaisesRegex(REFUSED, ""):
            seen.action_count_all()

    def test_entries_of_what_came_back_stay(self):
        line = self.gate_pass.line_ids[1]
        line.with_user(self.keeper).to_return_qty = 2
        self._count(self.gate_pass, 10, 2).action_let_out()
        line.with_user(self.guard).record_return(1)
        for user in (self.guard, self.keeper, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                line.return_ids.with_user(user).write({"quantity": 0})
            with self.assertRaises(AccessError):
                line.return_ids.with_user(user).unlink()
        with self.assertRaises(AccessError):
            line.with_user(self.seller).record_return(1)

    def test_the_code_is_read_by_nobody(self):
        for user in (self.guard, self.keeper, self.administrator, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self._call(user, self.gate_pass, "read", ["token"])
            with self.assertRaisesRegex(REFUSED, ""):
                self.env["p2it.gate.pass"].with_user(user).search([("token", "=like", "a%")])

    def test_a_pass_of_another_company_does_not_open(self):
        company = self.env["res.company"].create({"name": "Công ty khác"})
        stranger = self._create_user("stranger", "p2it_approvals.group_guard")
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        passes = self.env["p2it.gate.pass"].with_user(stranger)
        self.assertFalse(passes.search([]))
        with self.assertRaisesRegex(UserError, "of your company"):
            passes.find_by_code(self.gate_pass._get_gate_url())
        for method in ("action_let_out", "action_count_all", "read"):
            self._assert_refused(stranger, self.gate_pass, method)

    def test_guards_see_no_pass_that_waits_for_approval(self):
        picking = self._create_picking()
        picking.action_make_gate_pass()
        self.assertNotIn(picking.gate_pass_ids, self.env["p2it.gate.pass"].with_user(self.guard).search([]))
        self.assertIn(self.gate_pass, self.env["p2it.gate.pass"].with_user(self.guard).search([]))

    def test_no_other_file_is_shown_by_a_pass(self):
        contract = self.env["ir.attachment"].create({"name": "hợp đồng.png", "raw": PICTURE})
        foreign = self._take_photo(self._create_pass())
        text = self._take_photo(self.gate_pass, raw=b"khong phai anh", name="x.txt")
        for attachment in (contract, foreign, text):
            self._assert_refused(
                self.guard, self.gate_pass, "write", {"photo_ids": [Command.link(attachment.id)]}
            )

    def test_a_delegate_who_is_no_guard_does_not_stand_in_at_the_gate(self):
        self.env["p2it.approval.delegation"].create({"user_id": self.guard.id, "delegate_id": self.seller.id})
        self._assert_refused(self.seller, self.gate_pass, "action_let_out")

    def test_a_guard_whose_turn_it_is_not_does_not_let_out(self):
        new_guard = self._create_user("new_guard", "p2it_approvals.group_guard")
        self._count(self.gate_pass, 10, 2)
        self._assert_refused(new_guard, self.gate_pass, "action_let_out")


@tagged("post_install", "-at_install")
class TestGuardSeesNothingElse(GateCommon):
    """A guard opens the gate and nothing else: no customer, price, order, stock or money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids or cls._create_picking()

    def _find(self, model, user=None):
        """:return: what a user finds of a model; nothing where it is refused"""
        records = self.env[model].with_user(user or self.guard)
        try:
            return records.with_context(active_test=False).search([]).sudo(False)
        except AccessError:
            return records

    def test_business_records_are_empty_or_refused(self):
        for record in (
            self.order,
            self.order.order_line,
            self.customer,
            self.product,
            self.product.product_tmpl_id,
            self.picking,
            self._create_picking().move_ids,
            self._create_picking().move_line_ids,
            self.env["stock.quant"].search([("product_id", "=", self.bag.id)]),
            self.env["product.pricelist"].create({"name": "Giá sỉ"}),
            self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.customer.id}),
            self.env["crm.lead"].create({"name": "Hỏi giá", "partner_id": self.customer.id}),
            self.env["stock.warehouse"].search([], limit=1),
            self.env["account.account"].search([], limit=1),
            self.env["hr.employee"].create({"name": "Chị Hoa"}),
        ):
            with self.subTest(record._name):
                self.assertTrue(record)
                self.assertFalse(record & self._find(record._name))
                with self.assertRaises(AccessError):
                    call_kw(record.browse().with_user(self.guard), "read", [record.ids, ["display_name"]], {})
                with self.assertRaises(AccessError):
                    record.with_user(self.guard).write({})
                    record.with_user(self.guard).check_access("write")

    def test_every_other_model_is_empty(self):
        allowed = ("ir.", "res.", "mail.", "discuss.", "bus.", "base", "report.", "web_tour.", "uom.")
        allowed += ("p2it.gate.", "p2it.color.")
        found = []
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or name.startswith(allowed) or not model._auto:
                continue
            if self._find(name):
                found.append(name)
        self.assertFalse(found)

    def test_of_partners_colleagues_and_the_own_company_are_seen(self):
        partners = self._find("res.partner")
        self.assertIn(self.guard.partner_id, partners)
        self.assertIn(self.env.company.partner_id, partners)
        strangers = partners.sudo().filtered("partner_share") - self.env.company.partner_id
        self.assertFalse(strangers)

    def test_messages_and_files_of_documents_are_hidden(self):
        self.order.message_post(body="Giá đặc biệt 9 triệu")
        file = self.env["ir.attachment"].create(
            {"name": "báo giá.pdf", "raw": b"1", "res_model": "sale.order", "res_id": self.order.id}
        )
        self.assertFalse(self._find("mail.message").filtered(lambda message: message.model == "sale.order"))
        self.assertNotIn(file, self._find("ir.attachment"))

    def test_the_pass_itself_names_no_document(self):
        gate_pass = self._create_pass()
        for field in ("picking_id", "fingerprint"):
            with self.assertRaises(AccessError):
                gate_pass.with_user(self.guard).read([field])
        with self.assertRaises(AccessError):
            gate_pass.line_ids.with_user(self.guard).read(["move_id"])
        values = gate_pass.with_user(self.guard).read()[0]
        self.assertEqual(values["customer_name"], "Đại lý Hữu Nghị")

    def test_only_the_gate_is_in_the_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.guard).load_menus(False)
        roots = [menus[menu]["xmlid"] for menu in menus["root"]["children"]]
        self.assertEqual(roots, ["p2it_approvals.menu_gate"])

    def test_a_new_users_usual_rights_leave_a_guard_a_guard(self):
        self.guard.group_ids += self.env.ref("base.group_partner_manager")
        self.guard.group_ids += self.env.ref("base.group_allow_export")
        self.assertFalse(self._find("product.product"))
        self.assertNotIn(self.customer, self._find("res.partner"))

    def test_who_has_another_role_keeps_what_it_shows(self):
        self.guard.group_ids += self.env.ref("stock.group_stock_user")
        self.assertIn(self.bag, self._find("product.product"))
        self.assertIn(self.picking, self._find("stock.picking"))

    def test_what_passed_and_moved_is_for_the_heads_of_the_warehouse(self):
        report = self.env["p2it.gate.report"]
        for user in (self.guard, self.keeper, self.seller):
            with self.assertRaises(AccessError):
                report.with_user(user).search([])
        report.with_user(self.administrator).search([])
        report.with_user(self._create_user("head", "stock.group_stock_manager")).search([])

    def test_the_list_costs_the_same_for_few_and_many(self):
        costs = []
        fields = ("name", "state", "customer_name", "transfer_name", "line_count", "vehicle", "guard_id")
        passes = self.env["p2it.gate.pass"].with_user(self.guard)
        for count in (2, 2, 20):
            pickings = self.env["stock.picking"].create(
                [{"picking_type_id": self.warehouse.out_type_id.id} for _number in range(count)]
            )
            for picking in pickings:
                gate_pass = self.env["p2it.gate.pass"]._make(picking, is_ready=True)
                self.env["p2it.gate.pass.line"].create(
                    {"pass_id": gate_pass.id, "product_name": "Gạch", "approved_qty": 1}
                )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found = passes.web_search_read(
                [("id", "in", pickings.gate_pass_ids.ids)], {name: {} for name in fields}
            )
            self.assertEqual(found["length"], count)
            costs.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(costs[2], costs[1], costs)

    def test_people_without_the_role_see_no_pass(self):
        self._create_pass()
        for user in (self.seller, self.env.ref("base.public_user")):
            self.assertFalse(self._find("p2it.gate.pass", user))
            self.assertFalse(self._find("p2it.gate.pass.line", user))


@tagged("post_install", "-at_install")
class TestGateAddress(GateCommon, HttpCase):
    """The printed address opens the pass after the log-in, for guards, and tells others nothing."""

    def test_the_address_opens_the_pass(self):
        gate_pass = self._create_pass()
        path = "/p2it/gate/" + gate_pass._get_gate_url().rsplit("/", 1)[-1]
        self.authenticate(self.guard.login, self.guard.login)
        response = self.url_open(path, allow_redirects=False)
        self.assertTrue(
            response.headers["Location"].endswith(f"action-p2it_approvals.action_gate/{gate_pass.id}")
        )

    def test_without_a_login_it_leads_to_the_login(self):
        gate_pass = self._create_pass()
        path = "/p2it/gate/" + gate_pass._get_gate_url().rsplit("/", 1)[-1]
        response = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_a_wrong_code_is_explained(self):
        self.authenticate(self.guard.login, self.guard.login)
        response = self.url_open("/p2it/gate/sai")
        self.assertEqual(response.status_code, 404)
        self.assertIn("No gate pass of your company", response.text)

    def test_who_is_no_guard_is_told_nothing(self):
        gate_pass = self._create_pass()
        path = "/p2it/gate/" + gate_pass._get_gate_url().rsplit("/", 1)[-1]
        self.authenticate(self.seller.login, self.seller.login)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(gate_pass.name, response.text)
