"""What an attempt is, and where they are gathered."""

from collections.abc import Callable
from typing import NamedTuple

GATES = (
    *("quotation", "order", "dispatch", "decisions", "stop-care", "gate pass"),
    *("credit", "credit at dispatch"),
)
ROLES = {
    "seller": "salesperson, own documents",
    "all_seller": "salesperson, all documents",
    "sales_manager": "sales manager",
    "stock_user": "stock user",
    "stock_manager": "stock manager",
    "trader": "salesperson who also ships",
    "accountant": "accountant",
    "boss": "first approver",
    "chief": "second approver",
    "care_seller": "salesperson in P2IT",
    "care_manager": "manager above in P2IT",
    "guard": "guard",
    "credit_manager": "credit manager",
    "portal": "customer in the portal",
    "anonymous": "anybody with the link",
    "administrator": "administrator",
}
CLIENTS = {
    "xmlrpc": "XML-RPC",
    "json2": "/json/2",
    "web": "web controllers",
}


class Attempt(NamedTuple):
    """One way round a gate, tried by one person through one client.

    :param str name: what is tried, as a sentence
    :param str gate: one of :data:`GATES`
    :param str role: key of :data:`ROLES`
    :param str client: key of :data:`CLIENTS`
    :param tuple needs: modules without which it can't be tried; those of the suite keep it off stock Odoo
    :param callable run: tries it, and says to the world how success is told
    """

    name: str
    gate: str
    role: str
    client: str
    needs: tuple
    run: Callable

    @property
    def key(self):
        return "_".join(
            (self.gate.replace(" ", "_").replace("-", "_"), self.run.__name__, self.role, self.client)
        )


ATTEMPTS = []
"""All of them, in the order of the files."""


def again(gate, functions):
    """Gather attempts that are made already once more, against another gate.

    :param str gate: one of :data:`GATES`
    :param functions: those of the attempts
    """
    assert gate in GATES, gate
    wanted = set(functions)
    ATTEMPTS.extend([made._replace(gate=gate) for made in ATTEMPTS if made.run in wanted])


def attempt(name, gate, role, *clients, needs=()):
    """Gather a function as an attempt, once for each client.

    The function gets ``(world, client)``. It makes a fresh document, tells the world by
    :meth:`World.passes_if` what would prove that the forbidden thing happened, and tries. A refusal ends it;
    what counts is the proof, looked at afterwards.
    """

    def gather(function):
        assert gate in GATES, gate
        assert role in ROLES, role
        for client in clients:
            assert client in CLIENTS, client
            made = Attempt(name, gate, role, client, tuple(needs), function)
            assert made.key not in {other.key for other in ATTEMPTS}, made.key
            ATTEMPTS.append(made)
        return function

    return gather
