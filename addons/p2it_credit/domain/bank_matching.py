"""Match credits of a bank with orders and transfers: who paid, for what, how sure that is and why.

Nothing is certain by a score alone. It takes proof (a number of an order or a transfer code in the text, the
bank's reference of a transfer that was recorded, an account that paid before), agreement (the customer's name
or account, or the exact amount) and no doubt: one reason against it, and a person decides.
"""

import datetime
from collections import Counter
from dataclasses import replace

from .bank_book import normalise_reference
from .bank_evidence import (
    Evidence,
    allocate,
    identify_payer,
    read_codes,
    weigh_amount,
    weigh_date,
    weigh_payer,
)
from .bank_proposal import Match, finish

MAX_PROPOSALS = 6
_NEAR = datetime.timedelta(days=10)
_NAMED_BY_TRANSFER = datetime.timedelta(days=4)


def match_lines(lines, book):
    """Match lines one after the other, the oldest first: what one brings for certain, the next does not.

    Two lines that both are certain to be the same transfer are both left to a person.

    :param lines: of :class:`~.bank_book.BankLine`, in any order
    :param Book book: counts what certain lines bring
    :return: ``{id of the line: Match}``
    :rtype: dict
    """
    matches = {}
    for line in sorted(lines, key=lambda line: (line.date or datetime.date.min, line.id)):
        match = match_line(line, book)
        if match.certain:
            book.reserve(match.certain.allocation)
        matches[line.id] = match
    claimed = Counter(match.certain.transfer for match in matches.values() if match.certain)
    for line_id, match in matches.items():
        if match.certain and match.certain.transfer and claimed[match.certain.transfer] > 1:
            matches[line_id] = _demote(match, ("transfer_claimed", ()))
    return matches


def match_line(line, book):
    """Find what a line may be for.

    :param BankLine line: the credit
    :param Book book: what is known; it is not changed
    :rtype: Match
    """
    payer = identify_payer(line, book)
    codes = read_codes(line, book)
    found = [
        *_propose_transfers(line, book, payer, codes),
        *_propose_coded(line, book, payer, codes),
        *_propose_named(line, book, payer, codes),
        *_propose_customers(line, book, payer, codes),
    ]
    if not found:
        found = _propose_amount(line, book, payer)
    proposals = _rank(found)
    notes = (*codes.notes, *payer.notes)
    if not proposals and not notes:
        notes = (("nothing_known", ()),)
    return Match(line.id, proposals, notes)


def _rank(found):
    """Put the best first, each target once; two that are equally good leave neither certain."""
    best = {}
    for proposal in sorted(found, key=_get_rank):
        best.setdefault(proposal.target, proposal)
    ranked = sorted(best.values(), key=_get_rank)[:MAX_PROPOSALS]
    sure = [proposal for proposal in ranked if proposal.is_certain]
    rivals = [p for p in ranked[1:] if ranked[0].score <= p.score]
    if len(sure) > 1 or (sure and rivals):
        doubt = ("rival", ())
        ranked = [replace(p, is_certain=False, doubts=(*p.doubts, doubt)) if p in sure else p for p in ranked]
    return tuple(ranked)


def _get_rank(proposal):
    return (not proposal.is_certain, -proposal.score, proposal.target)


def _demote(match, doubt):
    first = match.proposals[0]
    first = replace(first, is_certain=False, doubts=(*first.doubts, doubt))
    return replace(match, proposals=(first, *match.proposals[1:]))


def _propose_transfers(line, book, payer, codes):
    """Yield the recorded transfers that the line may be the money of."""
    reference = normalise_reference(line.reference)
    by_reference = book.by_reference.get(reference, ()) if reference else ()
    for transfer in by_reference:
        yield _weigh_transfer(line, payer, codes, transfer, True, len(by_reference) == 1)
    same_amount = [
        transfer
        for transfer in book.by_transfer_amount.get((line.amount, line.currency), ())
        if transfer not in by_reference and _is_near(line, transfer, _NEAR)
    ]
    likely = [t for t in same_amount if _speaks_for(t, payer, codes)]
    for transfer in likely:
        yield _weigh_transfer(line, payer, codes, transfer, False, len(likely) == 1)


def _speaks_for(transfer, payer, codes):
    named = {order.id for order in codes.orders} | set(codes.coded)
    return transfer.customer in payer.customers or bool(named & {order for order, _ in transfer.orders})


def _is_near(line, transfer, days):
    return not line.date or not transfer.date or abs(line.date - transfer.date) <= days


def _weigh_transfer(line, payer, codes, transfer, has_reference, is_only):
    case = Evidence(line)
    if has_reference:
        case.add(70, "transfer_reference")
    else:
        case.add(35, "transfer_amount")
        if transfer.reference and line.reference:
            case.doubt(25, "transfer_other_reference", reference=transfer.reference)
    if has_reference and (transfer.amount, transfer.currency) != (line.amount, line.currency):
        case.doubt(40, "transfer_other_amount")
    elif has_reference:
        case.add(15, "amount_exact")
    if not is_only:
        case.doubt(20, "transfer_several")
    own = {order for order, _amount in transfer.orders}
    named = {order.id for order in codes.orders} | set(codes.coded)
    agrees = weigh_payer(case, payer, transfer.customer, is_proven=has_reference)
    if named and own & named:
        case.add(25, "transfer_order")
    if named - own and (own or any(order.customer != transfer.customer for order in codes.orders)):
        case.doubt(30, "transfer_other_order")
    if transfer.is_confirmed:
        case.note("transfer_confirmed")
    if line.has_twin and not has_reference:
        case.doubt(20, "twin")
    # A name that several customers have doesn't tell which of them has paid.
    is_payer = agrees and (payer.by_account or len(payer.by_name) == 1)
    is_near = _is_near(line, transfer, _NAMED_BY_TRANSFER)
    is_sure = has_reference or (is_near and is_payer) or (own and named and named <= own)
    return finish(case, transfer.customer, transfer.orders, transfer.id, is_sure)


def _propose_coded(line, book, payer, codes):
    """Yield what the transfer codes in the text name."""
    orders = [book.orders[order_id] for order_id in codes.coded if order_id in book.orders]
    if not orders:
        return
    case = Evidence(line)
    case.add(70, "transfer_code", orders=_names(orders))
    if set(codes.orders) - set(orders):
        case.doubt(30, "code_and_number_differ")
    # Digits that go on are perhaps a number and a date without their blank: one of 97 passes the check.
    yield _weigh_orders(line, book, payer, codes, case, orders, is_proven=not line.is_glued)


def _propose_named(line, book, payer, codes):
    """Yield the orders named by number, those of one customer together."""
    if not codes.orders:
        return
    customers = list(dict.fromkeys(order.customer for order in codes.orders))
    for customer in customers:
        own = [order for order in codes.orders if order.customer == customer]
        case = Evidence(line)
        case.add(50 if codes.is_exact else 30, "order_number", orders=_names(own))
        if len(customers) > 1:
            case.doubt(10, "other_orders_named")
        yield _weigh_orders(line, book, payer, codes, case, own, is_proven=False)


def _weigh_orders(line, book, payer, codes, case, orders, is_proven):
    """Judge orders that the text names."""
    agrees = weigh_payer(case, payer, orders[0].customer, is_proven)
    if len({order.customer for order in orders}) > 1:
        case.doubt(25, "several_customers")
    is_amount = weigh_amount(case, line, book, orders)
    weigh_date(case, line, orders)
    for doubt, parameters in codes.doubts:
        case.doubt(15, doubt, **parameters)
    if _has_other_money(line, book, orders):
        case.doubt(20, "money_recorded")
    if line.has_twin:
        case.doubt(20, "twin")
    is_sure = is_proven or (codes.is_exact and (agrees or is_amount)) or (agrees and is_amount)
    return finish(case, orders[0].customer, allocate(line, book, orders), 0, is_sure)


def _has_other_money(line, book, orders):
    """Tell whether somebody recorded this money already: then the transfer is what it belongs to."""
    reference = normalise_reference(line.reference)
    if reference and book.by_reference.get(reference):
        return True
    wanted = {order.id for order in orders}
    return any(
        _is_near(line, transfer, _NEAR) and wanted & {order for order, _amount in transfer.orders}
        for transfer in book.by_transfer_amount.get((line.amount, line.currency), ())
    )


def _propose_customers(line, book, payer, codes):
    """Yield what a known payer may have paid for, where the text names no order of theirs."""
    for customer in sorted(payer.customers)[:3]:
        if any(order.customer == customer and book.get_lack(order) for order in codes.orders):
            continue
        lacking = [order for order in book.by_customer.get(customer, ()) if book.get_lack(order)]
        lacking = [order for order in lacking if order.currency == line.currency]
        exact = [order for order in lacking if book.get_lack(order) == line.amount]
        for order in exact[:2]:
            yield _weigh_unnamed(line, book, payer, codes, [order], len(exact) == 1)
        if lacking and not exact:
            yield _weigh_unnamed(line, book, payer, codes, _take_oldest(line, book, lacking), False)
        yield _weigh_account(line, payer, codes, customer)


def _take_oldest(line, book, lacking):
    """:return: the oldest orders that the amount reaches"""
    taken, left = [], line.amount
    for order in lacking:
        if left <= 0:
            break
        taken.append(order)
        left -= book.get_lack(order)
    return taken[:10]


def _weigh_unnamed(line, book, payer, codes, orders, is_only):
    case = Evidence(line)
    customer = orders[0].customer
    weigh_payer(case, payer, customer, is_proven=False)
    is_amount = weigh_amount(case, line, book, orders)
    weigh_date(case, line, orders)
    if not is_amount:
        case.note("oldest_orders", orders=_names(orders))
    elif not is_only:
        case.doubt(10, "amount_of_several")
    for doubt, parameters in codes.doubts:
        case.doubt(15, doubt, **parameters)
    if codes.orders:
        case.doubt(20, "other_orders_named")
    if codes.cut and any(split_name(order).startswith(codes.cut) for order in orders):
        case.add(15, "cut_number", number=codes.cut)
    if _has_other_money(line, book, orders) or line.has_twin:
        case.doubt(20, "twin" if line.has_twin else "money_recorded")
    is_sure = is_amount and is_only and customer in payer.by_account and len(payer.by_account) == 1
    return finish(case, customer, allocate(line, book, orders), 0, is_sure)


def split_name(order):
    """:return: an order's number without what stands between its letters and digits"""
    return "".join(char for char in order.name.upper() if char.isalnum())


def _weigh_account(line, payer, codes, customer):
    """:return: the proposal to put the money on the customer's account"""
    case = Evidence(line)
    weigh_payer(case, payer, customer, is_proven=False)
    case.note("on_account")
    if codes.orders:
        case.doubt(20, "other_orders_named")
    proposal = finish(case, customer)
    return replace(proposal, score=min(proposal.score, 30))


def _propose_amount(line, book, payer):
    """:return: orders that lack exactly the amount, when nothing else tells of any"""
    exact = [o for o in book.by_lack.get((line.amount, line.currency), ()) if book.get_lack(o) == line.amount]
    proposals = []
    for order in exact[:3]:
        case = Evidence(line)
        case.add(30 if len(exact) == 1 else 15, "amount_only")
        weigh_date(case, line, [order])
        weigh_payer(case, payer, order.customer, is_proven=False)
        proposals.append(finish(case, order.customer, allocate(line, book, [order])))
    return proposals


def _names(orders):
    return ", ".join(order.name for order in orders)
