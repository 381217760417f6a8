"""Odoo shell, after the suite is installed: load the company's data and let its people log in."""

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
for code in ("vi_VN", "en_US"):
    env["res.lang"]._activate_lang(code)
env["p2it.import"]._load_demo_company()
people = env["res.users"].search([("login", "like", "%@congty.example")])
people.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
for login, password, _who in DEMO_LOGINS:  # noqa: F821  (filled in by the set-up)
    people.filtered(lambda user, login=login: user.login == login).password = password
env.cr.commit()
