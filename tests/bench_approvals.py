"""What an inbox of 80 costs among a million requests, against the same among a thousand.

Run it in Odoo's shell on a copy of a database with the suite; it fills that copy and commits:

    createdb -T DATABASE bench_approvals
    odoo shell -d bench_approvals --no-http < tests/bench_approvals.py

It makes 200 people, and requests of two steps in SQL, every twentieth of which waits. One of the people
has 80 in the inbox, and has decided 100,000 of the million. For the inbox's list, its counter in the top
bar, one request's form, the late ones and an inbox of a delegate it prints queries and the median of
milliseconds. The queries must be the same among the million, and each time but that of the late ones, of
which there are a thousand times more, at most three times that among the thousand.
"""

import statistics
import time

from odoo import Command

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
PEOPLE, INBOX, SMALL, LARGE, ROUNDS, LIMIT = 200, 80, 1_000, 1_000_000, 15, 3.0
NAMED = {"fields": {"display_name": {}}}
LIST = {
    **{name: {} for name in ("is_late", "document_name", "requested_date", "waits_for", "deadline", "state")},
    "type_id": NAMED,
    "requested_by": NAMED,
}
STEP = {"fields": {"name": {}, "approver_ids": NAMED, "mode": {}, "deadline": {}, "state": {}}}
FORM = {
    **LIST,
    "is_my_turn": {},
    "line_ids": STEP,
    "decision_ids": {"fields": {"date": {}, "user_id": NAMED}},
}


def make_people():
    """:return: (who asks, who decides, the substitute)"""
    users = env["res.users"].with_context(no_reset_password=True)
    groups = env.ref("p2it_crm.group_salesperson").ids
    made = users.create(
        [
            {"name": f"Bench {n}", "login": f"bench_{n}", "group_ids": [Command.set(groups)]}
            for n in range(PEOPLE)
        ]
    )
    employees = env["hr.employee"]
    top = employees.create({"name": made[1].name, "user_id": made[1].id})
    employees.create(
        [
            {"name": user.name, "user_id": user.id, "parent_id": top.id}
            for user in made
            if user not in made[1:3]
        ]
    )
    return made[0], made[1], made[2], made[3:]


def make_type(decides):
    step = {"name": "Trưởng phòng", "user_ids": [Command.set(decides.ids)]}
    return env["p2it.approval.type"].create(
        {
            "name": "Bench",
            "model_id": env["ir.model"]._get_id("sale.order"),
            "operation": "action_confirm",
            "active": False,
            "step_ids": [Command.create(step), Command.create({**step, "name": "Kế toán"})],
        }
    )


def fill(count, kind, asks, decides, others):
    """Insert what is missing to so many requests. The first 80 wait for who decides, of the rest every tenth
    closed one was decided by that person.
    """
    env.flush_all()
    env.cr.execute("SELECT count(*), coalesce(max(id), 0) FROM p2it_approval_request")
    done, last = env.cr.fetchone()
    fill_requests(done + 1, count, kind, asks, others)
    fill_steps(last, decides, others)
    fill_decisions(kind)
    env.cr.commit()
    env.cr._cnx.autocommit = True
    for table in ("request", "line", "line_approver_rel", "line_candidate_rel", "decision"):
        env.cr.execute(f"VACUUM ANALYZE p2it_approval_{table}")
    env.cr._cnx.autocommit = False


def fill_requests(start, count, kind, asks, others):
    env.cr.execute(
        """
        INSERT INTO p2it_approval_request (
               id, type_id, type_version, res_model, res_id, document_name, requested_by, requested_date,
               state, closed_date, fingerprint, create_uid, write_uid, create_date, write_date)
        SELECT nextval('p2it_approval_request_id_seq'), %(kind)s, 1, 'sale.order', number, 'S' || number,
               CASE WHEN number <= 80 THEN %(asks)s ELSE (%(others)s::int[])[1 + number %% %(many)s] END,
               now() - number * interval '1 minute',
               CASE WHEN number <= 80 OR number %% 20 = 0 THEN 'open' ELSE 'approved' END, now(),
               md5(number::text), 1, 1, now(), now()
          FROM generate_series(%(start)s, %(count)s) AS number
        """,
        {
            "kind": kind.id,
            "asks": asks.id,
            "others": others.ids,
            "many": len(others),
            "start": start,
            "count": count,
        },
    )


def fill_steps(last, decides, others):
    """Two steps for each request after the last one that was there."""
    # Who decides a row: the one person for the first 80 and every tenth closed one, else one of the others.
    env.cr.execute(
        """
        CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT nextval('p2it_approval_line_id_seq') AS id, request.id AS request_id, step, request.state,
               CASE WHEN request.res_id <= 80 OR request.state != 'open' AND request.res_id %% 10 = 1
                    THEN %(decides)s
                    ELSE (%(others)s::int[])[1 + (request.res_id * 7 + step) %% %(many)s] END AS person
          FROM p2it_approval_request request CROSS JOIN generate_series(1, 2) AS step
         WHERE request.id > %(last)s
        """,
        {"decides": decides.id, "others": others.ids, "many": len(others), "last": last},
    )
    env.cr.execute(
        """
        INSERT INTO p2it_approval_line (id, request_id, name, sequence, mode, state, opened_date, deadline)
        SELECT id, request_id, 'Bước ' || step, step, 'any',
               CASE WHEN state != 'open' THEN 'approved' WHEN step = 1 THEN 'open' ELSE 'waiting' END, now(),
               CASE WHEN step = 1 AND state = 'open' AND mod(request_id, 1000) = 0
                    THEN now() - interval '1 hour' END
          FROM made
        """
    )
    env.cr.execute(
        "INSERT INTO p2it_approval_line_approver_rel (line_id, user_id) SELECT id, person FROM made"
    )
    env.cr.execute(
        """
        INSERT INTO p2it_approval_line_candidate_rel (line_id, user_id)
        SELECT id, person FROM made WHERE state = 'open' AND step = 1
        """
    )


def fill_decisions(kind):
    env.cr.execute(
        """
        INSERT INTO p2it_approval_decision (request_id, line_id, user_id, verdict, date, type_id, step_name)
        SELECT request_id, id, person, 'approve', now(), %s, 'Bước ' || step FROM made WHERE state != 'open'
        """,
        [kind.id],
    )


def measure(call):
    """:return: (queries, milliseconds) of a request: nothing is known from before but what a worker caches"""
    env.cr.commit()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    call()
    return env.cr.sql_log_count - before, 1000 * (time.perf_counter() - started)


def measure_all(decides, substitute):
    """:return: ``{what: (queries, median of milliseconds)}``"""
    mine = env["p2it.approval.request"].with_user(decides)
    theirs = env["p2it.approval.request"].with_user(substitute)
    turn, late = [("is_my_turn", "=", True)], [("is_late", "=", True)]
    one = mine.search(turn, limit=1)
    assert mine.get_inbox_count() == INBOX, mine.get_inbox_count()
    assert theirs.get_inbox_count() == INBOX, theirs.get_inbox_count()
    calls = {
        "inbox of 80": lambda: mine.web_search_read(turn, LIST, limit=80, count_limit=10001),
        "counter": mine.get_inbox_count,
        "form": lambda: one.web_read(FORM),
        "late ones": lambda: mine.web_search_read(late, LIST, limit=80, count_limit=10001),
        "substitute's inbox": lambda: theirs.web_search_read(turn, LIST, limit=80, count_limit=10001),
    }
    figures = {}
    for name, call in calls.items():
        measure(call)
        taken = [measure(call) for _round in range(ROUNDS)]
        figures[name] = taken[-1][0], statistics.median(milliseconds for _queries, milliseconds in taken)
    return figures


def report(small, large):
    """:return: whether the limits hold"""
    holds = True
    for name, (queries, before) in small.items():
        more, after = large[name]
        limited = name != "late ones"
        good = not limited or (more <= queries and after <= LIMIT * before)
        holds &= good
        print(
            f"  {name:<20} {queries:3} queries {before:7.1f} ms among {SMALL:,}   {more:3} queries"
            f" {after:7.1f} ms among {LARGE:,}   ratio {after / before:.2f}{'' if good else '  TOO MUCH'}"
        )
    return holds


asks, decides, substitute, others = make_people()
env["p2it.approval.delegation"].create({"user_id": decides.id, "delegate_id": substitute.id})
kind = make_type(decides)
fill(SMALL, kind, asks, decides, others)
few = measure_all(decides, substitute)
fill(LARGE, kind, asks, decides, others)
many = measure_all(decides, substitute)
if not report(few, many):
    raise SystemExit("The limits do not hold.")
print(f"holds (limit {LIMIT})")
