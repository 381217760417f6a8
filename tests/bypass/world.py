"""The company in which attempts are made: its people, one customer, fresh documents, and what proves a leak.

It works with and without the suite: approval types are set up where the engine is, and asked for nothing
otherwise.
"""

import json
from io import BytesIO

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools.pdf import PdfFileReader

from .clients import PASSWORD, XmlRpc

PRICE, LARGE, SMALL, LIMIT = 123456, 600, 100, 50_000_000
SECRET = "Xi măng mật 7391"
"""The product's name: whoever reads it has seen the quotation."""

AMOUNT = "74,073,600"
"""What the large quotation comes to, as it is printed."""

EMAIL, PHONE = "khach@dai-ly.example", "+84903123456"
GROUPS = {
    "seller": "sales_team.group_sale_salesman",
    "all_seller": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "boss": "sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
    "chief": "sales_team.group_sale_salesman_all_leads,stock.group_stock_user",
    "stock_user": "stock.group_stock_user",
    "stock_manager": "stock.group_stock_manager",
    "trader": "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,base.group_partner_manager,"
    "purchase.group_purchase_user",
    "accountant": "account.group_account_invoice",
    "portal": "base.group_portal",
    "administrator": "base.group_system,sales_team.group_sale_manager,stock.group_stock_manager",
}
SUITE_GROUPS = {
    "care_seller": "p2it_crm.group_salesperson",
    "care_manager": "p2it_crm.group_salesperson",
    "guard": "p2it_approvals.group_guard",
    "credit_manager": "p2it_credit.group_manager,sales_team.group_sale_salesman_all_leads",
}
CREDIT = ("credit", "credit at dispatch")
"""Gates that stand where the customer has terms, not where an approval type is."""

OPERATIONS = {"decisions": "order", "stop-care": "stop_care", "gate pass": "dispatch"}
"""The built-in gate whose type is set up, where it is called otherwise."""

_PDF = {"context": '{"force_report_rendering": true}'}


def set_up(env):
    """Make the people, the customer's user among them; those of the suite where it is.

    :return: ``{role: user}``
    """
    users = {}
    for role, names in {**GROUPS, **SUITE_GROUPS}.items():
        groups = [name for name in names.split(",") if env.ref(name, raise_if_not_found=False)]
        if groups:
            login = f"bypass_{role}"
            users[role] = new_test_user(
                env,
                login,
                groups=",".join(groups),
                password=PASSWORD,
                email=f"{role}@p2it.example",
                name=role,
            )
    users["portal"].partner_id.write({"name": "Đại lý Hữu Nghị", "phone": PHONE, "email": EMAIL})
    users["anonymous"] = env["res.users"]
    administrators = env.ref("p2it_approvals.group_administrator", raise_if_not_found=False)
    if administrators:
        users["administrator"].group_ids += administrators
    if "care_manager" in users:
        above = env["hr.employee"].create({"name": "Trưởng nhóm", "user_id": users["care_manager"].id})
        env["hr.employee"].create({"name": "Sale", "user_id": users["care_seller"].id, "parent_id": above.id})
    return users


def set_up_types(env, gate, users):
    """Set up what the gate of some attempts needs, where the engine is installed."""
    kinds = env.get("p2it.approval.type")
    if kinds is None:
        return
    if gate in CREDIT:
        set_up_credit(env, users)
        return
    name = OPERATIONS.get(gate, gate)
    steps = [
        {"name": "Trưởng phòng", "user_ids": [Command.set(users["boss"].ids)]},
        {"name": "Giám đốc", "user_ids": [Command.set(users["chief"].ids)]},
    ]
    values = {"name": f"Bypass {name}", "gate": name}
    if name in ("quotation", "order"):
        values["domain"] = f"[('amount_untaxed', '>=', {LIMIT})]"
    if gate == "gate pass" and "needs_gate_pass" in kinds._fields:
        values["needs_gate_pass"] = True
        steps.append({"name": "Bảo vệ", "user_ids": [Command.set(users["guard"].ids)], "by_gate_pass": True})
    values["step_ids"] = [Command.create({"sequence": number, **step}) for number, step in enumerate(steps)]
    kinds.create({**kinds._prepare_gate_vals(name), **values})


def set_up_credit(env, users):
    """Give the customer a limit, and everybody else none."""
    policies = env.get("p2it.credit.policy")
    if policies is not None:
        customer = users["portal"].partner_id.commercial_partner_id
        policies.create({"partner_id": customer.id, "limit_kind": "amount", "limit": LIMIT})


class World:
    """What one attempt sees.

    :param case: the running test; it knows the users
    """

    def __init__(self, case):
        self.case, self.env = case, case.env
        self.users = case.users
        self.product, self.other_product = case.product, case.other_product
        self.customer = case.users["portal"].partner_id
        self.other_customer = case.other_customer
        self.proof = None

    def __getattr__(self, name):
        """The people, by their role."""
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def passes_if(self, proof):
        """Say what shows that the forbidden thing has happened.

        :param callable proof: looked at afterwards, whether or not something was refused
        """
        self.proof = proof

    def client(self, role):
        """:return: another person's client, for attempts that need two"""
        return XmlRpc(self.case, self.users[role])

    @staticmethod
    def json(value):
        """:return: a value as a form sends it"""
        return json.dumps(value)

    # ---- documents ----

    def line(self, quantity=LARGE, **values):
        """:return: the command that makes an order line"""
        return Command.create(
            {
                "product_id": self.product.id,
                "product_uom_qty": quantity,
                "price_unit": PRICE,
                "tax_ids": [Command.clear()],
                **values,
            }
        )

    def order_vals(self, quantity=LARGE, **values):
        """:return: the values of a quotation"""
        return {
            "partner_id": self.customer.id,
            "user_id": self.seller.id,
            "order_line": [self.line(quantity)],
            **values,
        }

    def quotation(self, quantity=LARGE, approved=False, **values):
        """:return: a fresh quotation of the seller, by itself over the limit"""
        order = self.env["sale.order"].with_user(self.seller).create(self.order_vals(quantity, **values))
        order = order.with_env(self.env)
        if approved:
            self.approve(order)
        return order

    def order(self, quantity=LARGE):
        """:return: an order that went through its gate and is confirmed"""
        order = self.quotation(quantity)
        if quantity == LARGE:
            self.approve(order)
        order.with_user(self.seller).action_confirm()
        return order

    def delivery(self, approved=False, quantity=5):
        """:return: the reserved delivery of a confirmed order"""
        self.forbid_debts(LIMIT)
        order = self.quotation(quantity)
        order.action_confirm()
        picking = order.picking_ids
        picking.action_assign()
        self.forbid_debts()
        if approved:
            self.approve(picking, self.stock_user)
        return picking

    def forbid_debts(self, limit=0):
        """Things change between order and delivery: where credit is the gate, less may be owed by then."""
        if self.policy:
            self.policy.limit = limit

    @property
    def policy(self):
        """The customer's terms, where credit is the gate."""
        policies = self.env.get("p2it.credit.policy")
        return policies is not None and policies.search([("partner_id", "=", self.customer.id)])

    def shelf(self):
        """:return: the product's stock"""
        return self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id.usage", "=", "internal")], limit=1
        )

    def delivered(self):
        """:return: a delivery that was approved and has gone"""
        picking = self.delivery(approved=True)
        picking.with_user(self.stock_user).button_validate()
        assert picking.state == "done", picking.state
        return picking

    # ---- approvals ----

    @property
    def has_types(self):
        """Whether anything needs an approval here."""
        kinds = self.env.get("p2it.approval.type")
        return kinds is not None and bool(kinds.search_count([("name", "=like", "Bypass %")]))

    def ask(self, document, user=None):
        """:return: the request made for a document"""
        requests = self.env["p2it.approval.request"]
        return requests.browse(requests.with_user(user or self.seller).ask(document._name, document.ids))

    def approve(self, document, user=None):
        """Let everybody agree to a document, where agreement is needed."""
        if self.policy:
            self.release(document if document._name == "sale.order" else document.sale_id)
        if self.has_types:
            request = self.ask(document, user)
            for approver in (self.boss, self.chief):
                request.with_user(approver).action_approve()
            assert request.state == "approved", request.state

    def release(self, order):
        """Have a credit manager release an order, as it is."""
        held = order._get_credit_held()
        stage = "dispatch" if order.state == "sale" else "confirm"
        for hold in self.env["p2it.credit.hold"].with_user(self.seller)._hold(held, stage):
            hold._ask_release()
            hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()
            assert hold.state == "released", hold.state

    def small_orders(self, count, whose="customer", **values):
        """Make quotations, each under the limit, and have the type count what was ordered of late.

        :param str whose: ``customer`` or ``salesperson``
        :return: the quotations
        """
        kinds = self.env.get("p2it.approval.type")
        if kinds is not None:
            kinds.search([("name", "=like", "Bypass %")]).write(
                {"domain": f"[('{whose}_period_total', '>=', {LIMIT})]", "period_days": 30}
            )
        return self.env["sale.order"].union(*(self.quotation(SMALL, **values) for _number in range(count)))

    def is_over_limit(self, orders):
        """:return: whether more than the limit was sold by these orders together"""
        return sum(orders.filtered(self.is_sold).mapped("amount_total")) > LIMIT

    # ---- proofs ----

    def is_sold(self, order):
        """:return: whether the order is confirmed"""
        return order.state == "sale"

    def mails(self, order):
        """:return: e-mails to the customer that show or attach the quotation, or open it"""
        mails = self.env["mail.mail"].search([("model", "=", "sale.order"), ("res_id", "in", order.ids)])
        return mails.filtered(lambda mail: self._is_to_customer(mail) and self._shows(mail, order))

    def _is_to_customer(self, mail):
        return self.customer in mail.recipient_ids or EMAIL in (mail.email_to or "")

    def _shows(self, mail, order):
        told = f"{mail.body_html} {mail.body}"
        marks = [
            AMOUNT,
            SECRET,
            *filter(None, order.mapped("access_token")),
            *(f"/my/orders/{id_}" for id_ in order.ids),
        ]
        return bool(mail.attachment_ids) or any(mark in told for mark in marks)

    def is_mailed(self, order):
        """:return: whether the quotation reached the customer's mailbox"""
        return bool(self.mails(order))

    def token(self, order):
        """:return: the quotation's secret, as an old e-mail has it"""
        return order._portal_ensure_token()

    def shows(self, response):
        """:return: whether a response tells what is quoted"""
        return any(mark in read_text(response) for mark in (SECRET, AMOUNT))

    def shows_unmarked(self, response):
        """:return: whether a print tells what is quoted without saying that it is a draft"""
        return self.shows(response) and "DRAFT" not in read_text(response)

    def count_gone(self, since=None):
        """:return: how many pieces of the product are at customers"""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id.usage", "=", "customer")]
        )
        return sum(quants.mapped("quantity")) - (since or 0)


def read_text(response):
    """:return: the text of a page, or of a PDF"""
    if not response.content.startswith(b"%PDF"):
        return response.content.decode(errors="replace")
    pages = PdfFileReader(BytesIO(response.content), strict=False).pages
    return "\n".join(page.extract_text() for page in pages)
