"""The clients that people and scripts have: each tries over real HTTP, in the name of one person."""

import inspect
import json
import re
import xmlrpc.client
from datetime import timedelta

import requests
from odoo import fields
from odoo.tests import get_db_name

PASSWORD = "p2it-bypass-1"
TIMEOUT = 120


class RefusedError(Exception):
    """The server said no, in whatever way the client hears it."""


class Client:
    """Calls methods of models in the name of one person.

    :param case: the running test
    :param user: who tries it; empty for nobody
    """

    def __init__(self, case, user):
        self.case, self.user = case, user

    def call(self, records, method, *args, context=None, **kwargs):
        """Call a public method on records.

        :param records: what it is called on; an empty recordset for methods of the model
        :param dict context: as a client sends it
        :return: what came back
        :raise RefusedError: when the server refused
        """
        names = self._get_names(records, method)
        if context is not None:
            kwargs["context"] = context
        self.case.env.cr.flush()
        self.case.env.cr.clear()
        try:
            return self._send(records, method, names, list(args), kwargs)
        finally:
            self.case.env.invalidate_all()

    def create(self, model, vals, **kwargs):
        """:return: the record made, in the test's own environment"""
        made = self.call(self.case.env[model], "create", vals, **kwargs)
        return self.case.env[model].browse(made)

    def write(self, records, vals, **kwargs):
        """Write values on records."""
        return self.call(records, "write", vals, **kwargs)

    def run(self, action, records):
        """Run a server action on records, as the web client does from the Action menu."""
        context = {"active_model": records._name, "active_id": records[:1].id, "active_ids": records.ids}
        return self.call(action, "run", context=context)

    def _get_names(self, records, method):
        """:return: the names of a method's arguments; the first is ``ids`` unless it is the model's own"""
        function = getattr(type(records), method)
        names = list(inspect.signature(function).parameters)[1:]
        return names if getattr(function, "_api_model", False) else ["ids", *names]

    def _send(self, records, method, names, args, kwargs):
        raise NotImplementedError


class XmlRpc(Client):
    """``/xmlrpc/2/object`` with login and password."""

    def _send(self, records, method, names, args, kwargs):
        proxy = xmlrpc.client.ServerProxy(f"{self.case.base_url()}/xmlrpc/2/object", allow_none=True)
        first = [records.ids] if names[:1] == ["ids"] else []
        args = json.loads(json.dumps(args))  # commands are numbers to a client
        with self.case.allow_requests(all_requests=True):
            try:
                return proxy.execute_kw(
                    *(get_db_name(), self.user.id, PASSWORD),
                    *(records._name, method, first + args, kwargs),
                )
            except xmlrpc.client.Fault as fault:
                # The method was run to its end; what it returned can't be sent.
                if "cannot marshal" in fault.faultString:
                    return None
                raise RefusedError(fault.faultString.strip()[-600:]) from fault


class Json2(Client):
    """``/json/2/<model>/<method>`` with an API key; every argument goes by its name."""

    def _send(self, records, method, names, args, kwargs):
        key = self.case.get_api_key(self.user)
        values = [records.ids, *args] if names[:1] == ["ids"] else args
        body = {**dict(zip(names, values, strict=False)), **kwargs}
        self.case.env.cr.flush()
        self.case.env.cr.clear()
        with self.case.allow_requests(all_requests=True):
            response = requests.post(
                f"{self.case.base_url()}/json/2/{records._name}/{method}",
                json=body,
                headers={"Authorization": f"Bearer {key}"},
                timeout=TIMEOUT,
            )
        if not response.ok:
            raise RefusedError(_get_reason(response))
        return response.json()


class Web(Client):
    """The web client's and the portal's controllers, with a session; without a user, nobody's."""

    def __init__(self, case, user):
        super().__init__(case, user)
        case.authenticate(user.login or None, PASSWORD)

    def _send(self, records, method, names, args, kwargs):
        first = [records.ids] if names[:1] == ["ids"] else []
        return self.jsonrpc(
            f"/web/dataset/call_kw/{records._name}/{method}",
            model=records._name,
            method=method,
            args=first + args,
            kwargs=kwargs,
        )

    def jsonrpc(self, path, **params):
        """Call a controller of type ``jsonrpc``.

        :return: its result
        :raise RefusedError: when it answers with an error
        """
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        response = self._request("POST", path, json=body)
        if not response.ok:
            raise RefusedError(_get_reason(response))
        answer = response.json()
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise RefusedError(f"{data.get('name', '')}: {data.get('message') or answer['error']['message']}")
        return answer.get("result")

    def get(self, path, **params):
        """Open a page.

        :return: the response, whatever its status
        """
        return self._request("GET", path, params=params)

    def post(self, path, **data):
        """Send a form, with the page's own token.

        :return: the response, whatever its status
        """
        token = re.search(r'csrf_token: "(\w+)"', self.get("/web/login" if not self.user else "/my").text)
        return self._request("POST", path, data={**data, "csrf_token": token[1] if token else ""})

    def _request(self, verb, path, **options):
        try:
            return self.case.url_open(path, method=verb, timeout=TIMEOUT, **options)
        finally:
            self.case.env.invalidate_all()


def make_key(user):
    """:return: an API key of a user for a day"""
    keys = user.env["res.users.apikeys"].with_user(user)
    return keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))


def make_client(kind, case, user):
    """:return: a client of a kind, in the name of a user"""
    return {"xmlrpc": XmlRpc, "json2": Json2, "web": Web}[kind](case, user)


def _get_reason(response):
    try:
        return str(response.json()["message"])
    except (json.JSONDecodeError, KeyError, TypeError):
        return f"HTTP {response.status_code}"
