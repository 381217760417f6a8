import base64
import re

from odoo.tests import HttpCase, new_test_user, tagged

from .return_common import ReturnCommon

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestReturnPortal(ReturnCommon, HttpCase):
    """A customer asks on the portal: own orders only, no more than came, photos that are photos."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = new_test_user(cls.env, "p2it_return_visitor", groups="base.group_portal")
        cls.visitor.partner_id.parent_id = cls.customer
        cls.order = cls._sold((cls.water, 10))
        cls.order.message_subscribe(cls.visitor.partner_id.ids)

    def _post(self, order=None, quantity="4", files=(), token=True, **values):
        url = f"/my/orders/{(order or self.order).id}/return"
        page = self.url_open(url).text
        found = re.search(r'name="csrf_token" value="(\w+)"', page)
        data = {
            f"qty_{(order or self.order).order_line.id}": quantity,
            "reason_id": str(self.reason.id),
            "note": "Chai bị móp <b>nặng</b>",
            **values,
        }
        if token:
            data["csrf_token"] = found[1] if found else "x"
        return self.url_open(url, data=data, files=[("photos", file) for file in files])

    def _get_returns(self):
        return self.env["p2it.return"].search([("partner_id", "=", self.customer.id)])

    def test_a_customer_asks(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        self.assertIn("o_p2it_return", self.url_open(self.order.get_portal_url()).text)
        answer = self._post(files=[("móp.png", _PNG, "image/png")])
        document = self._get_returns()
        self.assertIn(document.name, answer.text)
        self.assertEqual((document.state, document.user_id), ("draft", self.seller))
        self.assertTrue(document.is_from_portal)
        self.assertEqual(document.line_ids.quantity, 4)
        self.assertEqual(document.activity_ids.user_id, self.seller)
        self.assertEqual(document.with_user(self.seller).photo_ids.raw, _PNG)
        self.assertIn("too many", self._post(quantity="7").text, "drafts count")
        self.assertEqual(len(self._get_returns()), 1)

    def test_a_customer_is_told_how_it_goes_on(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        url = f"/my/orders/{self.order.id}/return"
        hidden = self._return((self.order.order_line, 1))
        self._post(quantity="9")
        asked = self._get_returns() - hidden
        page = self.url_open(url).text
        self.assertIn("we look at it", page)
        self.assertIn(asked.name, page)
        self.assertNotIn(hidden.name, page, "a draft that a salesperson writes is nobody's business yet")
        self.assertIn("o_p2it_return", self.url_open(self.order.get_portal_url()).text, "nothing is left")
        self._receive(asked.with_user(self.seller)).with_user(self.officer).action_inspect()
        self.assertIn("Done", self.url_open(url).text)

    def test_the_note_is_what_was_written(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        page = self.url_open(f"/my/orders/{self.order.id}/return").text
        self.assertRegex(page, r"<textarea[^>]*></textarea>", "no blanks before the first word")

    def test_what_is_no_photo_is_refused(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        self.assertIn("is no photo", self._post(files=[("a.png", b"<script>", "image/png")]).text)
        many = [(f"{number}.png", _PNG, "image/png") for number in range(6)]
        self.assertIn("photos at most", self._post(files=many).text)
        self.assertFalse(self._get_returns())

    def test_strange_numbers_are_none(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        for number in ("-3", "nan", "inf", "x", "", "1e99"):
            with self.subTest(number):
                self._post(quantity=number)
                self.assertFalse(self._get_returns())
        hidden = self.env.ref("p2it_sales_stock.reason_unsold")
        self._post(reason_id=str(hidden.id))
        self.assertFalse(self._get_returns(), "a reason that is not for customers")

    def test_without_the_token_of_the_form_nothing_happens(self):
        self.authenticate(self.visitor.login, self.visitor.login)
        self.assertEqual(self._post(token=False).status_code, 400)
        self.assertFalse(self._get_returns())

    def test_another_customer_and_a_stranger_see_nothing(self):
        stranger = new_test_user(self.env, "p2it_return_stranger", groups="base.group_portal")
        url = f"/my/orders/{self.order.id}/return"
        self.order._portal_ensure_token()
        for login in (stranger.login, None):
            with self.subTest(login):
                self.authenticate(login, login)
                answer = self.url_open(f"{url}?access_token={self.order.access_token}")
                self.assertNotIn("Nước suối", answer.text)
        self.authenticate(stranger.login, stranger.login)
        self._post()
        self.assertFalse(self._get_returns())

    def test_lines_of_other_orders_are_not_taken(self):
        other = self.env["res.partner"].create({"name": "Khác"})
        foreign = self._sold((self.water, 3), partner_id=other.id)
        self.authenticate(self.visitor.login, self.visitor.login)
        self._post(**{f"qty_{foreign.order_line.id}": "2"})
        self.assertEqual(self._get_returns().line_ids.order_line_id, self.order.order_line)

    def test_a_portal_user_has_no_rights_of_their_own(self):
        returns = self.env["p2it.return"].with_user(self.visitor)
        self.assertFalse(any(returns.has_access(mode) for mode in ("read", "write", "create", "unlink")))
