import xmlrpc.client
from datetime import timedelta

import requests
from odoo import fields
from odoo.tests import HttpCase, get_db_name, tagged

from .visibility_common import FOR_ACCOUNTANTS, NOBODYS, PASSWORD, SECRET, VisibilityCommon, label


class XmlRpc:
    def __init__(self, case, user):
        common = xmlrpc.client.ServerProxy(f"{case.base_url()}/xmlrpc/2/common")
        self._uid = common.authenticate(get_db_name(), user.login, PASSWORD, {})
        self._models = xmlrpc.client.ServerProxy(f"{case.base_url()}/xmlrpc/2/object", allow_none=True)

    def call(self, model, method, **arguments):
        ids = arguments.pop("ids", None)
        args = [] if ids is None else [ids]
        try:
            return self._models.execute_kw(get_db_name(), self._uid, PASSWORD, model, method, args, arguments)
        except xmlrpc.client.Fault as fault:
            return Refusal(fault.faultString)


class Json2:
    def __init__(self, case, user):
        keys = case.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        self._address = case.base_url()
        self._headers = {"Authorization": f"Bearer {key}"}

    def call(self, model, method, **arguments):
        response = requests.post(
            f"{self._address}/json/2/{model}/{method}",
            json=arguments,
            headers=self._headers,
            timeout=60,
        )
        return response.json() if response.ok else Refusal(response.text)


class Refusal(str):
    """What a server answers instead of a result."""

    def __bool__(self):
        return False


@tagged("post_install", "-at_install")
class TestVisibilityByRpc(HttpCase, VisibilityCommon):
    """The same attack as raw XML-RPC, JSON-2 and routes of the web client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls._create_everything(cls.seller)

    def _calls(self, record):
        """Yield (method, arguments) of every reading method on a record."""
        domain = [("id", "=", record.id)]
        yield "search", {"domain": domain}
        yield "search_count", {"domain": domain}
        yield "read", {"ids": record.ids, "fields": [label(record._name)]}
        yield "search_read", {"domain": domain, "fields": [label(record._name)]}
        yield "web_search_read", {"domain": domain, "specification": {"display_name": {}}}
        yield "web_read", {"ids": record.ids, "specification": {"display_name": {}}}
        yield "name_search", {"name": "", "domain": domain}
        yield (
            "formatted_read_group",
            {"domain": domain, "groupby": [label(record._name)], "aggregates": ["__count"]},
        )
        yield "export_data", {"ids": record.ids, "fields_to_export": [label(record._name)]}

    def _assert_gets(self, client_class, user, expected):
        """Call every reading method on every record; every wrong answer is told at the end."""
        user.group_ids += self.env.ref("base.group_allow_export")
        self.env.flush_all()
        wrong, self.maxDiff = [], None
        with self.allow_requests(all_requests=True):
            client = client_class(self, user)
            for model, record in self.records.items():
                for method, arguments in self._calls(record):
                    if (method, record._name) in NOBODYS or (expected and model in FOR_ACCOUNTANTS):
                        continue
                    result = client.call(record._name, method, **arguments)
                    if isinstance(result, dict):
                        result = result.get("records", result.get("datas", result))
                    if bool(result) != expected or (not expected and SECRET in str(result)):
                        wrong.append((model, method, str(result)[-300:]))
        self.assertEqual(wrong, [])

    def _assert_peer_gets_nothing(self, client_class):
        self._assert_gets(client_class, self.peer, False)

    def _assert_superior_gets_everything(self, client_class):
        self._assert_gets(client_class, self.director, True)

    def test_a_peer_gets_nothing_by_xml_rpc(self):
        self._assert_peer_gets_nothing(XmlRpc)

    def test_a_superior_gets_everything_by_xml_rpc(self):
        self._assert_superior_gets_everything(XmlRpc)

    def test_a_peer_gets_nothing_by_json_2(self):
        self._assert_peer_gets_nothing(Json2)

    def test_a_superior_gets_everything_by_json_2(self):
        self._assert_superior_gets_everything(Json2)

    def _fetch(self, user):
        """:return: ``{route: response}`` of the pages that show files, pictures and the chatter"""
        self.authenticate(user.login, PASSWORD)
        customer, lead = self.records["res.partner"], self.records["crm.lead"]
        file = self.records["ir.attachment"]
        pages = {
            "image": f"/web/image/res.partner/{customer.id}/image_1920",
            "avatar": f"/web/image/res.partner/{customer.id}/avatar_128",
            "file": f"/web/content/{file.id}?download=1",
            "field of a file": f"/web/content/ir.attachment/{file.id}/datas",
        }
        responses = {name: self.url_open(url) for name, url in pages.items()}
        requested = ["followers", "attachments", "activities", "messages", "suggestedRecipients"]
        for record in (customer, lead):
            thread = {"thread_model": record._name, "thread_id": record.id}
            fetch = ["mail.thread", {**thread, "request_list": requested}]
            for name, url, params in (
                ("thread", "/mail/data", {"fetch_params": [fetch], "context": {}}),
                ("messages", "/mail/thread/messages", thread),
            ):
                call = {"jsonrpc": "2.0", "method": "call", "params": params}
                responses[f"{name} of {record._name}"] = self.url_open(url, json=call)
        return responses

    def test_files_pictures_and_the_chatter_are_closed_to_a_peer_and_open_to_a_superior(self):
        seen = self._fetch(self.director)
        hidden = self._fetch(self.peer)
        for name, response in hidden.items():
            with self.subTest(route=name):
                self.assertNotIn(SECRET.encode(), response.content)
                self.assertNotIn(SECRET.encode("unicode-escape"), response.content)
                self.assertNotEqual(response.content, seen[name].content)
        self.assertEqual(hidden["file"].status_code, 404)
        self.assertEqual(seen["file"].content, SECRET.encode())
        for name in ("thread of res.partner", "messages of res.partner"):
            self.assertIn(SECRET, seen[name].json().__str__())
