import xmlrpc.client
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from odoo import fields
from odoo.tests import HttpCase, get_db_name, new_test_user, tagged

PASSWORD = "p2it-salesperson-1"


class RemoteClient:
    """What a script needs of a remote database, the same for every protocol."""

    def call(self, model, method, *args, **kwargs):
        """Call ``method`` of ``model``; the ids of records are the first of ``args``."""
        raise NotImplementedError


class OdooRpcClient(RemoteClient):
    def __init__(self, case):
        import odoorpc

        address = urlsplit(case.base_url())
        self._odoo = odoorpc.ODOO(address.hostname, "jsonrpc", address.port, version="19.0")
        self._odoo.login(get_db_name(), case.salesperson.login, PASSWORD)

    def call(self, model, method, *args, **kwargs):
        return self._odoo.execute_kw(model, method, args, kwargs)


class XmlRpcClient(RemoteClient):
    def __init__(self, case):
        common = xmlrpc.client.ServerProxy(f"{case.base_url()}/xmlrpc/2/common")
        self._uid = common.authenticate(get_db_name(), case.salesperson.login, PASSWORD, {})
        self._models = xmlrpc.client.ServerProxy(f"{case.base_url()}/xmlrpc/2/object")

    def call(self, model, method, *args, **kwargs):
        return self._models.execute_kw(get_db_name(), self._uid, PASSWORD, model, method, list(args), kwargs)


class Json2Client(RemoteClient):
    """``/json/2`` takes every argument by name: the tables give the names."""

    NAMES = {
        "create": ("vals_list",),
        "write": ("ids", "vals"),
        "read": ("ids", "fields"),
        "search": ("domain",),
        "copy": ("ids", "default"),
        "load": ("fields", "data"),
    }

    def __init__(self, case):
        self._address = case.base_url()
        self._headers = {"Authorization": f"Bearer {case.api_key}"}

    def call(self, model, method, *args, **kwargs):
        body = {**dict(zip(self.NAMES.get(method, ("ids",)), args, strict=False)), **kwargs}
        response = requests.post(
            f"{self._address}/json/2/{model}/{method}",
            json=body,
            headers=self._headers,
            timeout=60,
        )
        if response.status_code != 200:
            raise RuntimeError(response.json()["message"])
        return response.json()


@tagged("post_install", "-at_install")
class TestLeadToAccountByRpc(HttpCase):
    """A salesperson's script takes a lead to an account, and finds no way around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            login="p2it_rpc",
            password=PASSWORD,
            groups="p2it_crm.group_salesperson",
            email="rpc@p2it.example",
        )
        cls.product = cls.env["product.product"].create({"name": "Nước mắm", "list_price": 85000})
        keys = cls.env["res.users.apikeys"].with_user(cls.salesperson)
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        cls.api_key = keys._generate("rpc", "test", tomorrow)

    @contextmanager
    def _each_client(self):
        """Yield a generator of (name, client), each in a subtest."""
        with self.allow_requests(all_requests=True):
            yield [
                ("odoorpc", OdooRpcClient(self)),
                ("XML-RPC", XmlRpcClient(self)),
                ("JSON-2", Json2Client(self)),
            ]

    def _get_refusal(self, client, model, method, *args, **kwargs):
        """Call what must be refused; ``assertRaises`` would meddle with the shared cursor.

        :return: the message of the refusal
        """
        try:
            client.call(model, method, *args, **kwargs)
        except Exception as refusal:  # each protocol has exceptions of its own
            return str(refusal)
        return self.fail(f"{model}.{method}{args} was not refused")

    def test_a_lead_becomes_an_account_on_every_protocol(self):
        with self._each_client() as clients:
            for name, client in clients:
                with self.subTest(protocol=name):
                    self._take_lead_to_account(client, name)

    def _take_lead_to_account(self, client, name):
        values = {"name": f"Hỏi giá {name}", "type": "lead", "partner_name": f"Cty {name}"}
        [lead_id] = client.call("crm.lead", "create", [{**values, "phone": "0903123456"}])
        client.call("crm.lead", "action_qualify", [lead_id])
        [lead] = client.call("crm.lead", "read", [lead_id], ["is_qualified", "qualified_user_id"])
        self.assertTrue(lead["is_qualified"])
        self.assertEqual(lead["qualified_user_id"][0], self.salesperson.id)

        context = {"active_model": "crm.lead", "active_id": lead_id, "active_ids": [lead_id]}
        [wizard_id] = client.call(
            "crm.lead2opportunity.partner",
            "create",
            [{"name": "convert", "action": "create", "lead_id": lead_id}],
            context=context,
        )
        client.call("crm.lead2opportunity.partner", "action_apply", [wizard_id], context=context)
        [lead] = client.call("crm.lead", "read", [lead_id], ["type", "partner_id"])
        self.assertEqual(lead["type"], "opportunity")
        partner_id = lead["partner_id"][0]
        wanted = ["lifecycle", "account_date", "account_user_id", "account_document"]
        [partner] = client.call("res.partner", "read", [partner_id], wanted)
        self.assertEqual(partner["lifecycle"], "prospect")

        line = (0, 0, {"product_id": self.product.id, "product_uom_qty": 5})
        [order_id] = client.call(
            "sale.order",
            "create",
            [{"partner_id": partner_id, "opportunity_id": lead_id, "order_line": [line]}],
        )
        client.call("sale.order", "action_confirm", [order_id])
        [partner] = client.call("res.partner", "read", [partner_id], wanted)
        self.assertEqual(partner["lifecycle"], "account")
        self.assertEqual(partner["account_user_id"][0], self.salesperson.id)
        self.assertEqual(partner["account_document"], f"sale.order,{order_id}")
        self.assertTrue(partner["account_date"])

    def test_no_protocol_lets_a_salesperson_forge_an_account(self):
        with self._each_client() as clients:
            for name, client in clients:
                with self.subTest(protocol=name):
                    self._try_to_forge(client)

    def _try_to_forge(self, client):
        [partner_id] = client.call("res.partner", "create", [{"name": "Khách", "is_company": True}])
        forged = {"lifecycle": "account", "account_date": "2020-01-01"}
        child = (0, 0, {"name": "Giả", **forged})
        event = {"partner_id": partner_id, "kind": "account"}
        keys = {f"default_{field}": value for field, value in forged.items()}
        attempts = [
            ("res.partner", "write", [[partner_id], forged], {}),
            ("res.partner", "write", [[partner_id], forged], {"context": {"su": True, **keys}}),
            ("res.partner", "write", [[partner_id], {"child_ids": [child]}], {}),
            ("res.partner", "write", [[partner_id], {"lifecycle_event_ids": [(0, 0, event)]}], {}),
            ("res.partner", "create", [[{"name": "Giả", **forged}]], {}),
            ("res.partner", "copy", [[partner_id], forged], {}),
            ("p2it.lifecycle.event", "create", [[event]], {}),
            ("res.partner", "_convert_to_account", [[partner_id], "manual"], {}),
            ("p2it.lead.rule", "create", [[{"name": "Của tôi", "domain": "[]"}]], {}),
            ("p2it.customer.group", "create", [[{"name": "Nhóm của tôi"}]], {}),
            ("p2it.area", "_load_vietnam_areas", [[]], {}),
        ]
        for model, method, args, kwargs in attempts:
            with self.subTest(model=model, method=method, args=args):
                self._get_refusal(client, model, method, *args, **kwargs)
        result = client.call("res.partner", "load", ["name", "lifecycle"], [["Giả", "account"]])
        self.assertFalse(result["ids"])
        [created] = client.call("res.partner", "create", [{"name": "Khách 2"}], context=keys)
        partners = client.call("res.partner", "read", [partner_id, created], ["lifecycle"])
        self.assertEqual([partner["lifecycle"] for partner in partners], ["prospect", "prospect"])
        self.assertFalse(client.call("res.partner", "search", [("name", "=", "Giả")]))

    def test_the_button_refuses_by_rpc_what_it_refuses_on_the_screen(self):
        with self._each_client() as clients:
            for name, client in clients:
                with self.subTest(protocol=name):
                    [unreachable] = client.call("res.partner", "create", [{"name": "Không số"}])
                    refusal = self._get_refusal(
                        client, "res.partner", "action_convert_to_account", [unreachable]
                    )
                    self.assertIn("phone or an e-mail", refusal)
