"""What visibility costs among a million customers, against the same without the rule.

Run it in Odoo's shell on a copy of a database with the suite; it fills that copy and commits:

    createdb -T DATABASE bench_visibility
    odoo shell -d bench_visibility --no-http < tests/bench_visibility.py

It makes 1,000,000 customers of 1,000 salespeople in SQL, and a manager of 200 of them, and prints the
milliseconds of a list of 80 (``web_search_read``, its count included) and of ``search_count``, with
the rule and with the rule switched off, by turns in one run, and their ratios. The ratio of each must
stay at or below 1.3. For comparison: a salesperson, and the director above all 1,000.
"""

import statistics
import time

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
CUSTOMERS, PEOPLE, BELOW, ROUNDS, LIMIT = 1_000_000, 1_000, 200, 15, 1.3
FIELDS = {name: {} for name in ("display_name", "phone", "email", "city")}
DOMAIN = [("lifecycle", "!=", False)]


def make_people():
    """Make a director, five managers of 200 people each, and those people.

    :return: (director, manager, salesperson)
    """
    known = env["res.users"].search([("login", "=", "bench_director")])
    if known:
        logins = ("bench_director", "bench_manager_0", "bench_0")
        return tuple(env["res.users"].search([("login", "=", login)]) for login in logins)
    roles = {name: env.ref(f"p2it_crm.group_{name}").ids for name in ("salesperson", "manager")}
    users = env["res.users"].with_context(no_reset_password=True)
    heads = users.create(
        [
            {"name": f"Bench {login}", "login": f"bench_{login}", "group_ids": [(6, 0, roles["manager"])]}
            for login in ("director", *(f"manager_{n}" for n in range(PEOPLE // BELOW)))
        ]
    )
    people = users.create(
        [
            {"name": f"Bench {n}", "login": f"bench_{n}", "group_ids": [(6, 0, roles["salesperson"])]}
            for n in range(PEOPLE)
        ]
    )
    employees = env["hr.employee"]
    top = employees.create({"name": "Bench director", "user_id": heads[0].id})
    middle = employees.create(
        [{"name": head.name, "user_id": head.id, "parent_id": top.id} for head in heads[1:]]
    )
    employees.create(
        [
            {"name": user.name, "user_id": user.id, "parent_id": middle[number // BELOW].id}
            for number, user in enumerate(people)
        ]
    )
    env.cr.commit()
    return heads[0], heads[1], people[0]


def make_customers():
    """Insert what is missing to a million customers, spread evenly over the salespeople."""
    people = (
        env["res.users"]
        .search([("login", "=like", "bench\\_%"), ("name", "like", "Bench ")])
        .filtered(lambda user: user.login.removeprefix("bench_").isdigit())
    )
    env.cr.execute("SELECT count(*) FROM res_partner WHERE ref LIKE 'BENCH%'")
    done = env.cr.fetchone()[0]
    env.cr.execute(
        """
        INSERT INTO res_partner (
               id, commercial_partner_id, name, complete_name, ref, phone, email, city,
               active, type, is_company, partner_share,
               lifecycle, user_id, scope_user_id, autopost_bills, create_date, write_date)
        SELECT id, id, label, label, 'BENCH' || number, '09' || lpad(number::text, 8, '0'),
               'bench' || number || '@khach.example', 'Hà Nội', TRUE, 'contact', TRUE, TRUE,
               'prospect', owner, owner, 'ask', now(), now()
          FROM (SELECT nextval('res_partner_id_seq') AS id,
                       number,
                       (ARRAY['Công ty','Cửa hàng','Đại lý','Nhà hàng','Siêu thị'])[1 + number %% 5]
                           || ' ' || md5(number::text) AS label,
                       (%s::int[])[1 + number %% %s] AS owner
                  FROM generate_series(%s, %s) AS number) AS made
        """,
        [people.ids, len(people), done + 1, CUSTOMERS],
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE res_partner")
    env.cr._cnx.autocommit = False


def measure(call):
    """:return: milliseconds of a request: nothing is known from before but what a worker caches"""
    env.cr.commit()
    env.invalidate_all()
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def compare(user, rule):
    """Print the median with and without the rule, taken by turns.

    :return: the greatest ratio
    """
    partners = env["res.partner"].with_user(user)
    calls = {
        "list of 80": lambda: partners.web_search_read(DOMAIN, FIELDS, limit=80),
        "first 80 only": lambda: partners.search_read(DOMAIN, list(FIELDS), limit=80),
        "search_count": lambda: partners.search_count(DOMAIN),
    }
    times = {name: ([], []) for name in calls}
    for turn in range(2 * ROUNDS + 2):
        active = bool(turn % 2)
        rule.active = active
        env.cr.commit()
        for name, call in calls.items():
            call()  # the rule's domain is in the worker's cache, as it is for all but the first request
            took = measure(call)
            if turn > 1:
                times[name][active].append(took)
    rule.active = True
    worst = 0
    for name, (without, with_rule) in times.items():
        before, after = statistics.median(without), statistics.median(with_rule)
        worst = max(worst, after / before)
        print(f"  {name:<14} {before:8.1f} ms without  {after:8.1f} ms with  ratio {after / before:.2f}")
    return worst


def move(user):
    """Print how long moving somebody takes, and that the next request sees the new tree."""
    employee = env["hr.employee"].search([("user_id.login", "=", "bench_999")])
    target = env["hr.employee"].search([("user_id", "=", user.id)])
    former = employee.parent_id
    before = env["res.partner"].with_user(user).search_count(DOMAIN)
    started = time.perf_counter()
    employee.parent_id = target
    env.cr.commit()
    took = 1000 * (time.perf_counter() - started)
    env.invalidate_all()
    after = env["res.partner"].with_user(user).search_count(DOMAIN)
    employee.parent_id = former
    env.cr.commit()
    print(f"  moving a person: {took:.0f} ms; the manager sees {before:,} before and {after:,} after")


director, manager, salesperson = make_people()
make_customers()
rule = env.ref("p2it_crm.res_partner_rule_scope")
env.cr.execute("SELECT count(*) FROM res_partner")
print(f"{env.cr.fetchone()[0]:,} partners")
worst = {}
for title, user in (
    (f"manager of {BELOW} people", manager),
    (f"director of all {PEOPLE}", director),
    ("salesperson", salesperson),
):
    print(f"{title}: sees {env['res.partner'].with_user(user).search_count(DOMAIN):,}")
    worst[title] = compare(user, rule)
move(manager)
print("holds" if worst[f"manager of {BELOW} people"] <= LIMIT else "DOES NOT HOLD", f"(limit {LIMIT})")
