"""Reads the text of a search domain without running it.

Any employee may write a rule, and the server reads it in other people's requests: so the text is
parsed, not evaluated. It holds what Odoo's domain editor and its developers write: literals, lists,
``uid`` and other given names, and dates counted from now::

    [("user_id", "=", uid), ("date_deadline", "<", "today -7d")]
    [("create_date", ">=", (context_today() - relativedelta(days=7)).strftime("%Y-%m-%d"))]

Nothing else: no attribute of a value but the named methods, no multiplication, no comprehension.
"""

import ast
import datetime

from dateutil.relativedelta import relativedelta

MAX_LENGTH = 20_000
"""Characters of a domain: far more than anybody clicks together, far less than troubles a server."""

MAX_NUMBER = 10**18

_DATES = (datetime.date, datetime.datetime)
_SPANS = (relativedelta, datetime.timedelta)
_MAKERS = {
    "relativedelta": relativedelta,
    "timedelta": datetime.timedelta,
    "datetime.timedelta": datetime.timedelta,
    "dateutil.relativedelta.relativedelta": relativedelta,
    "datetime.time": datetime.time,
}
_METHODS = {"strftime": datetime.date, "replace": datetime.date, "to_utc": datetime.date}


class DomainTextError(ValueError):
    """A domain's text holds what a domain can not hold.

    :param str source: the piece at fault
    """

    def __init__(self, source):
        super().__init__(source)
        self.source = source


def read_domain(text, names, now, to_utc):
    """Read the text of a domain.

    :param str text: as the domain editor saves it
    :param dict names: plain values by name, such as ``uid``
    :param datetime now: the moment in the reader's time zone, naive
    :param to_utc: function from a moment of that time zone to one in UTC, both naive
    :return: the domain, a list
    :raise DomainTextError: when the text is no domain
    """
    text = text or "[]"
    if len(text) > MAX_LENGTH:
        raise DomainTextError(text[:40] + "…")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        value = _Reader(names, now, to_utc).read(tree)
    except DomainTextError:
        raise
    except (SyntaxError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise DomainTextError(text[:200]) from error
    if not isinstance(value, (list, tuple)):
        raise DomainTextError(text[:200])
    return list(value)


class _Reader:
    def __init__(self, names, now, to_utc):
        self.to_utc = to_utc
        self.names = {**names, "now": now, "today": now.date(), "current_date": now.strftime("%Y-%m-%d")}
        self.calls = {
            "context_today": now.date,
            "datetime.date.today": now.date,
            "datetime.datetime.now": lambda: now,
            "datetime.datetime.today": lambda: now,
        }

    def read(self, node):
        reader = getattr(self, f"_read_{type(node).__name__.lower()}", None)
        if reader is None:
            raise DomainTextError(ast.unparse(node))
        return reader(node)

    def _read_constant(self, node):
        if not isinstance(node.value, (str, int, float, bool, type(None))):
            raise DomainTextError(ast.unparse(node))
        if isinstance(node.value, int) and abs(node.value) > MAX_NUMBER:
            raise DomainTextError(ast.unparse(node)[:40])
        return node.value

    def _read_list(self, node):
        return [self.read(element) for element in node.elts]

    def _read_tuple(self, node):
        return tuple(self._read_list(node))

    def _read_name(self, node):
        if node.id in ("true", "false"):  # as JavaScript writes them
            return node.id == "true"
        if node.id not in self.names:
            raise DomainTextError(node.id)
        return self.names[node.id]

    def _read_unaryop(self, node):
        value = self.read(node.operand)
        if isinstance(node.op, ast.USub) and type(value) in (int, float):
            return -value
        raise DomainTextError(ast.unparse(node))

    def _read_binop(self, node):
        left, right = self.read(node.left), self.read(node.right)
        reckons = (isinstance(left, _DATES) and isinstance(right, _SPANS)) or (
            isinstance(left, _SPANS) and isinstance(right, _SPANS)
        )
        both_lists = isinstance(left, list) and isinstance(right, list)
        if isinstance(node.op, ast.Add) and (reckons or both_lists):
            return left + right
        if isinstance(node.op, ast.Sub) and reckons:
            return left - right
        raise DomainTextError(ast.unparse(node))

    def _read_call(self, node):
        path = ast.unparse(node.func)
        if path in self.calls and not node.args and not node.keywords:
            return self.calls[path]()
        arguments = [self.read(argument) for argument in node.args]
        if path == "datetime.datetime.combine" and not node.keywords:
            return datetime.datetime.combine(*arguments)
        options = {keyword.arg: self.read(keyword.value) for keyword in node.keywords}
        if None in options or not all(
            isinstance(value, (int, str)) for value in (*arguments, *options.values())
        ):
            raise DomainTextError(ast.unparse(node))
        if path in _MAKERS:
            return _MAKERS[path](*arguments, **options)
        return self._call_method(node, arguments, options)

    def _call_method(self, node, arguments, options):
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in _METHODS:
            raise DomainTextError(ast.unparse(node))
        value = self.read(node.func.value)
        if not isinstance(value, _METHODS[node.func.attr]):
            raise DomainTextError(ast.unparse(node))
        if node.func.attr == "to_utc":
            return self.to_utc(value)
        if node.func.attr == "strftime" and any(len(str(argument)) > 40 for argument in arguments):
            raise DomainTextError(ast.unparse(node))
        return getattr(value, node.func.attr)(*arguments, **options)
