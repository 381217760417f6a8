"""Odoo shell, after the suite is installed: load the company's data and let its people log in."""

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
env["res.lang"]._activate_lang("en_US")
vietnamese = env["res.lang"]._activate_lang("vi_VN")
# What Odoo's modules brought before the language was there: stages, activity types, taxes …
env["base.language.install"].create({"lang_ids": [(6, 0, vietnamese.ids)]}).lang_install()
env["account.chart.template"].try_loading("vn", env.company)
env["ir.default"].set("res.partner", "lang", vietnamese.code)
env["p2it.import"]._load_demo_company()
people = env["res.users"].search([("login", "like", "%@congty.example")])
people.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh", "odoobot_state": "disabled"})
env.ref("base.user_admin").odoobot_state = "disabled"
for login, password, _who in DEMO_LOGINS:  # noqa: F821  (filled in by the set-up)
    people.filtered(lambda user, login=login: user.login == login).password = password
env.cr.commit()
