"""Odoo shell, before the suite is installed: the demo company is in Vietnam and counts in đồng."""

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
company = env.company
vnd = env.ref("base.VND")
vnd.active = True
company.write(
    {
        "name": "Công ty TNHH Thương mại Phương Nam",
        "country_id": env.ref("base.vn").id,
        "currency_id": vnd.id,
        "street": "125 Hai Bà Trưng, Phường Sài Gòn",
        "city": "Thành phố Hồ Chí Minh",
        "phone": "+84 28 3822 0101",
        "email": "lienhe@congty.example",
    }
)
env.ref("base.user_admin").tz = "Asia/Ho_Chi_Minh"
env.cr.commit()
