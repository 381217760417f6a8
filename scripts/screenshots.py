"""Take the README's pictures of the running demo: ``make screenshots``."""

import sys
import time

from browser_client import Browser
from tasks.demo import LOGINS
from tasks.settings import ROOT

FOLDER = ROOT / "docs" / "pictures"
PASSWORDS = {login: password for login, password, _who in LOGINS}
SALESPERSON, ADMIN = LOGINS[-1][0], LOGINS[0][0]
PHONE = {"width": 390, "height": 844, "phone": True}

# name, who, address under /odoo, what must be on the page, size
PICTURES = (
    ("leads", SALESPERSON, "action-crm.crm_lead_all_leads", ".o_list_view .o_data_row", {}),
    ("customers", ADMIN, "action-p2it_crm.action_customers", ".o_data_row, .o_kanban_record", {}),
    ("areas", ADMIN, "action-p2it_crm.action_areas", ".o_data_row", {}),
    ("import", ADMIN, "action-p2it_crm.action_imports", ".o_data_row, .o_kanban_record", {}),
    ("customers-phone", SALESPERSON, "action-p2it_crm.action_customers", ".o_kanban_record", PHONE),
)


def main(address, names):
    """Take the pictures.

    :param str address: of the running server
    :param list names: which pictures to take, all when empty
    """
    for name, login, action, wanted, size in PICTURES:
        if names and name not in names:
            continue
        with Browser(**size) as browser:
            browser.log_in(address, login, PASSWORDS[login])
            browser.open(f"{address}/odoo/{action}")
            browser.wait(f"document.querySelector({wanted!r})")
            time.sleep(1.5)  # pictures and animations settle
            browser.picture(FOLDER / f"{name}.png")
            print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
