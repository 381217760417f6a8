"""What speaks for and against a match: the text's numbers, the payer, the amount and the date."""

from dataclasses import dataclass, field
from datetime import timedelta

from .bank_book import normalise_account
from .order_codes import find_codes, split_runs
from .payer_name import AGREEING, CORE, CUT, EXACT, compare_names, get_payer_key

_EARLIEST = timedelta(days=7)
_LATEST = timedelta(days=400)
_NAME_SCORES = {EXACT: 35, CORE: 28, CUT: 24}


class Evidence:
    """Adds up what is found about one proposal.

    ``reasons`` speak for it or explain it, ``doubts`` against it; each is (code, parameters).
    """

    def __init__(self, line):
        self.line = line
        self.points = 0
        self.reasons = []
        self.doubts = []

    def add(self, points, code, **parameters):
        """Count a reason for it."""
        self.points += points
        self.reasons.append((code, tuple(sorted(parameters.items()))))

    def note(self, code, **parameters):
        """Explain something that neither speaks for nor against it."""
        self.add(0, code, **parameters)

    def doubt(self, points, code, **parameters):
        """Count a reason against it: it can't be certain any more."""
        self.points -= points
        self.doubts.append((code, tuple(sorted(parameters.items()))))

    @property
    def score(self):
        """From 0 to 100."""
        return min(max(self.points, 0), 100)


@dataclass(frozen=True)
class Payer:
    """Who a line's payer can be.

    ``by_name`` tells how the name compares, ``by_account`` who has paid from the account before;
    ``is_known`` whether the name is the exact one of any customer.
    """

    by_name: dict = field(default_factory=dict)
    by_account: frozenset = frozenset()
    has_name: bool = False
    is_known: bool = False
    notes: tuple = ()

    @property
    def customers(self):
        """Those who may have paid: of an account that tells, its owner alone."""
        if len(self.by_account) == 1:
            return self.by_account
        return frozenset(self.by_name)


def identify_payer(line, book):
    """Find who may have paid.

    An account that was used for two customers, such as a bank's own or that of an accountant of both, is no
    evidence.

    :rtype: Payer
    """
    accounts = book.accounts.get(normalise_account(line.payer_account), frozenset())
    names = {}
    for customer in book.by_name.get(get_payer_key(line.payer_name), ()):
        compared = min((compare_names(line.payer_name, name) for name in customer.names), key=_order_of)
        if compared in AGREEING:
            names[customer.id] = compared
    names = _keep_exact(names)
    notes = ()
    if len(accounts) > 1:
        notes = (("account_shared", ()),)
    if len(names) > 1:
        notes = (*notes, ("name_shared", (("count", len(names)),)))
    is_known = EXACT in names.values()
    single = accounts if len(accounts) == 1 else frozenset()
    return Payer(names, single, bool(get_payer_key(line.payer_name)), is_known, notes)


def _order_of(compared):
    return (EXACT, CORE, CUT).index(compared) if compared in AGREEING else 9


def _keep_exact(names):
    exact = {customer: compared for customer, compared in names.items() if compared == EXACT}
    return exact or names


@dataclass(frozen=True)
class Codes:
    """What the text says: ``orders`` by number in its order, ``coded`` by transfer code.

    ``is_exact`` tells that every number is written in full; ``doubts`` are numbers that fit no order, or
    several; ``cut`` is one that the end of the text may have cut off.
    """

    orders: tuple = ()
    coded: tuple = ()
    is_exact: bool = True
    cut: str = ""
    doubts: tuple = ()

    @property
    def notes(self):
        """The doubts, to be said where there is no proposal."""
        return tuple((code, tuple(sorted(parameters.items()))) for code, parameters in self.doubts)


def read_codes(line, book):
    """Read the numbers of orders in a line's text.

    :rtype: Codes
    """
    orders, doubts, taken, is_exact = [], [], [], True
    candidates = find_codes(line.text)
    coded_digits = {run for code in candidates for run in code.runs if len(run) == 10 and run.isdigit()}
    for code in sorted(candidates, key=lambda code: _rate(code, book)):
        known = _resolve(code, book)
        if not known or any(code.start < end and start < code.end for start, end in taken):
            continue
        if line.coded and coded_digits & set(code.runs):
            continue
        taken.append((code.start, code.end))
        if len(known) > 1:
            doubts.append(("number_of_several", {"number": code.written}))
        is_exact = is_exact and _is_exact(code, known[0])
        orders.append((code.start, known[0]))
    unknown, cut = _find_unresolved(candidates, book, taken)
    doubts.extend(("number_unknown", {"number": written}) for written in unknown)
    if cut:
        doubts.append(("number_cut", {"number": cut}))
    named = dict.fromkeys(order for _start, order in sorted(orders, key=lambda found: found[0]))
    return Codes(tuple(named), tuple(dict.fromkeys(line.coded)), is_exact, cut, tuple(doubts))


def _resolve(code, book):
    """:return: the orders a number can mean: those written exactly so, or else any of its key"""
    known = book.by_key.get(code.key, ())
    exact = [order for order in known if _is_exact(code, order)]
    if exact:
        return exact
    is_short = len(code.runs[0]) < 2 or code.is_guessed or code.runs[0].isdigit()
    return [] if is_short and not _has_width(code, book) else list(known)


def _has_width(code, book):
    """:return: whether the digits are as many as those of an order of the company's"""
    widths = tuple(len(run) for run in code.runs if run.isdigit())
    return any(widths == shape.widths for shape in book.shapes)


def _is_exact(code, order):
    return not code.is_guessed and code.runs == split_runs(order.name)


def _rate(code, book):
    """Order candidates: those written exactly first, then the longest, then from left to right."""
    known = book.by_key.get(code.key, ())
    is_exact = any(_is_exact(code, order) for order in known)
    return not is_exact, code.is_guessed, -(code.end - code.start), code.start


def _find_unresolved(candidates, book, taken):
    """:return: (what looks like a number of the company's and is none, one that may be cut off)"""
    unknown, cut = [], ""
    for code in candidates:
        if any(code.start < end and start < code.end for start, end in taken) or code.is_guessed:
            continue
        if code.shape in book.shapes and code.runs[0].isalpha():
            unknown.append(code.written)
            taken = [*taken, (code.start, code.end)]
        elif code.is_last and not cut and _is_cut(code, book):
            cut = code.written
    return list(dict.fromkeys(unknown)), cut


def _is_cut(code, book):
    for shape in book.shapes:
        same = shape.letters == code.shape.letters and len(shape.widths) == len(code.shape.widths)
        if same and code.shape.widths[:-1] == shape.widths[:-1] and code.shape.widths[-1] < shape.widths[-1]:
            return True
    return False


def weigh_payer(case, payer, customer, is_proven):
    """Compare who paid with the customer.

    :param bool is_proven: the order is named by what only its customer was given, so that anybody may
        have paid it, unless it is another customer
    :return: whether the payer is known to be the customer
    :rtype: bool
    """
    agrees = False
    if customer in payer.by_account:
        case.add(35, "account_known")
        agrees = True
    elif payer.by_account:
        case.doubt(30, "account_of_other")
    compared = payer.by_name.get(customer)
    if compared:
        case.add(_NAME_SCORES[compared], f"name_{compared}")
        agrees = True
    elif payer.has_name and (payer.by_name or not (is_proven or agrees)):
        case.doubt(30, "name_of_other" if payer.by_name else "name_differs")
    elif payer.has_name:
        case.note("name_differs")
    if len(payer.by_name) > 1 and not agrees:
        case.note("name_shared", count=len(payer.by_name))
    return agrees


def weigh_amount(case, line, book, orders):
    """Compare the amount with what orders lack.

    :return: whether it is exactly that
    :rtype: bool
    """
    if any(order.currency != line.currency for order in orders):
        case.doubt(40, "other_currency")
        return False
    closed = [order for order in orders if order.is_closed]
    if closed:
        case.doubt(40, "order_closed", orders=", ".join(order.name for order in closed))
    lacks = [book.get_lack(order) for order in orders]
    total = sum(lacks)
    paid = [order.name for order, lack in zip(orders, lacks, strict=True) if not lack and not order.is_closed]
    if paid:
        case.doubt(25, "order_paid", orders=", ".join(paid))
    if not total:
        return False
    if total == line.amount and not paid:
        case.add(25, "amount_exact")
        return True
    if line.amount > total:
        case.doubt(15, "amount_more")
    else:
        case.add(5, "amount_part")
        if len(orders) > 1:
            case.note("amount_in_turn")
    return False


def weigh_date(case, line, orders):
    """Doubt money that came long before the order was made; long after, it is merely less likely."""
    dated = [order.date for order in orders if order.date]
    if not line.date or not dated:
        return
    if line.date < max(dated) - _EARLIEST:
        case.doubt(15, "date_before")
    elif line.date > max(dated) + _LATEST:
        case.add(-10, "date_after")


def allocate(line, book, orders):
    """Give each order what it lacks, in turn, as far as the money goes.

    :return: (order, amount) of those that get some
    :rtype: list
    """
    given, left = [], line.amount
    for order in orders:
        part = min(book.get_lack(order), left) if order.currency == line.currency else 0
        if part > 0:
            given.append((order.id, part))
            left -= part
    return given


def get_keys(text):
    """:return: set of the keys under which orders named in a text are looked up"""
    return {code.key for code in find_codes(text)}
