"""Take the README's pictures of the running demo: ``make screenshots``."""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser_client import Browser
from tasks.demo import LOGINS
from tasks.settings import ROOT

FOLDER = ROOT / "docs" / "pictures"
PASSWORDS = {login: password for login, password, _who in LOGINS}
ADMIN, DIRECTOR, HEAD, TEAM_LEADER, SALESPERSON, KEEPER, ACCOUNTANT, GUARD = PASSWORDS
PHONE = {"width": 390, "height": 844, "phone": True}

TALL = {"height": 2400}

TILES = ".p2it_dashboard_tile canvas"
SHEET = ".o-spreadsheet .o-chart-container canvas"

# name, who, address under /odoo, what must be on the page, size
PICTURES = (
    ("leads", SALESPERSON, "action-crm.crm_lead_all_leads", ".o_list_view .o_data_row", {}),
    ("customers", ADMIN, "action-p2it_crm.action_customers", ".o_data_row, .o_kanban_record", {}),
    ("areas", ADMIN, "action-p2it_crm.action_areas", ".o_data_row", {}),
    ("import", ADMIN, "action-p2it_crm.action_imports", ".o_data_row, .o_kanban_record", {}),
    ("export", ADMIN, "action-p2it_crm.action_customers", ".o_list_view .o_data_row", {}),
    ("leads-coloured", TEAM_LEADER, "action-crm.crm_lead_all_leads", ".o_list_view .o_data_row", {}),
    ("account", SALESPERSON, "p2it-customers", ".o_list_view .o_data_row", {"height": 1400}),
    ("approvals", DIRECTOR, "p2it-approvals", ".o_data_row, .o_kanban_record", {}),
    ("quotation-held", DIRECTOR, "p2it-approvals", ".o_data_row, .o_kanban_record", {}),
    ("approval-type", ADMIN, "action-p2it_approvals.action_types", ".o_data_row", {"height": 1000}),
    ("gate-pass", KEEPER, "action-p2it_approvals.action_gate_passes", ".o_data_row", {}),
    ("gate-phone", GUARD, "p2it-gate", ".o_kanban_record", PHONE),
    ("promotions", SALESPERSON, "action-sale.action_quotations_with_onboarding", ".o_data_row", {}),
    ("price-trace", SALESPERSON, "action-sale.action_quotations_with_onboarding", ".o_data_row", {}),
    ("pricelist", ADMIN, "action-product.product_pricelist_action2", ".o_data_row", {"width": 1500}),
    ("credit-holds", ADMIN, "action-p2it_credit.action_holds", ".o_data_row", {"width": 1500}),
    ("credit-quotation", ADMIN, "action-p2it_credit.action_holds", ".o_data_row", {"height": 1000}),
    ("credit-customer", ADMIN, "action-p2it_credit.action_policies", ".o_data_row", {"height": 1200}),
    ("transfer", ACCOUNTANT, "action-p2it_credit.action_bank_transfer_to_confirm", ".o_data_row", {}),
    ("aged-receivables", ADMIN, "action-p2it_credit.action_aged_receivable", ".o_pivot", {}),
    ("commission", SALESPERSON, "my-commission", ".p2it_commission_overview .card", {"height": 1100}),
    ("commission-plan", DIRECTOR, "commission-plans", ".o_data_row", {"width": 1500, "height": 1000}),
    ("commission-entries", SALESPERSON, "commission-entries", ".o_data_row", {"width": 1600}),
    ("commission-settlement", SALESPERSON, "commission-settlements", ".o_data_row", {"height": 1000}),
    ("commission-whatif", DIRECTOR, "commission-plans", ".o_data_row", {}),
    ("commission-phone", SALESPERSON, "my-commission", ".p2it_commission_overview .card", PHONE),
    (
        "stock-order",
        SALESPERSON,
        "action-sale.action_quotations_with_onboarding",
        ".o_data_row",
        {"width": 1600},
    ),
    ("stock-board", SALESPERSON, "availability", ".o_list_view .o_data_row", {"width": 1400}),
    ("returns", KEEPER, "action-p2it_sales_stock.action_inspections", ".o_data_row", {"width": 1400}),
    (
        "returns-phone",
        KEEPER,
        "action-p2it_sales_stock.action_inspections",
        ".o_kanban_record",
        {**PHONE, "height": 1180},
    ),
    ("sales-map", DIRECTOR, "sales-map", ".o_p2it_map_circle", {"width": 1400}),
    ("sales-map-phone", DIRECTOR, "sales-map", ".o_p2it_map_circle", {**PHONE, "height": 1100}),
    ("sales-statistics", DIRECTOR, "sales-statistics", ".o_pivot td", {"width": 1400}),
    ("dashboard-director", DIRECTOR, "sales-dashboards", TILES, {"width": 1500, "height": 2900}),
    ("dashboard-director-phone", DIRECTOR, "sales-dashboards", TILES, PHONE | TALL),
    ("dashboard-manager", HEAD, "sales-dashboards", TILES, {"width": 1400, "height": 2900}),
    ("dashboard-manager-phone", HEAD, "sales-dashboards", TILES, PHONE | TALL),
    ("dashboard-leader", TEAM_LEADER, "sales-dashboards", ".p2it_dashboard_tile", {"height": 2200}),
    ("dashboard-leader-phone", TEAM_LEADER, "sales-dashboards", ".p2it_dashboard_tile", PHONE | TALL),
    ("dashboard-salesperson", SALESPERSON, "sales-dashboards", TILES, {"width": 1400, "height": 2100}),
    ("dashboard-salesperson-phone", SALESPERSON, "sales-dashboards", TILES, PHONE | TALL),
    ("dashboard-accountant", ACCOUNTANT, "sales-dashboards", TILES, {"width": 1400, "height": 2700}),
    ("dashboard-accountant-phone", ACCOUNTANT, "sales-dashboards", TILES, PHONE | TALL),
    ("dashboard-own", TEAM_LEADER, "sales-dashboards", ".p2it_dashboard_view tr", {"height": 1900}),
    ("sales-hints", DIRECTOR, "sales-hints", ".o_p2it_hint", {"width": 1200, "height": 900}),
    ("sales-hints-phone", DIRECTOR, "sales-hints", ".o_p2it_hint", PHONE),
    ("spreadsheet-sales", DIRECTOR, "dashboards", SHEET, {"width": 1400, "height": 1500}),
    ("spreadsheet-people", DIRECTOR, "dashboards", SHEET, {"width": 1400, "height": 1500}),
    ("spreadsheet-sales-phone", DIRECTOR, "dashboards", "canvas", {**PHONE, "height": 1400}),
    ("care-phone", SALESPERSON, "my-day", ".o_kanban_record", PHONE),
    ("customers-phone", SALESPERSON, "action-p2it_crm.action_customers", ".o_kanban_record", PHONE),
)

# what to click, one after the other, before the picture is taken
CLICKS = {
    "account": (".o_data_row .o_data_cell[name='complete_name']", ".o_notebook a[name='p2it_account']"),
    "quotation-held": (
        ".o_data_row .o_data_cell[name='document_name']",
        "button[name='action_open_document']",
    ),
    "approval-type": (".o_data_row .o_data_cell[name='name']",),
    "gate-pass": (".o_data_row .o_data_cell[name='name']",),
    "gate-phone": (".o_kanban_record",),
    "promotions": (".o_data_row .o_data_cell[name='name']", ".o_notebook a[name='p2it_promotions']"),
    "price-trace": (
        ".o_data_row .o_data_cell[name='name']",
        ".o_field_widget[name='order_line'] button[name='action_explain_price']",
    ),
    "pricelist": (".o_data_row .o_data_cell[name='name']",),
    "credit-quotation": (".o_data_row .o_data_cell[name='partner_id']", "button[name='action_open_order']"),
    "credit-customer": (
        ".o_data_row .o_data_cell",
        ".o_field_widget[name='partner_id'] .o_external_button",
        ".o_notebook a[name='p2it_credit']",
    ),
    "commission-plan": (".o_data_row .o_data_cell[name='name']",),
    "commission-settlement": (".o_data_row .o_data_cell[name='name']",),
    "commission-whatif": (
        ".o_data_row .o_data_cell[name='name']",
        ".o_statusbar_buttons button[name='action_compute'] + button",
        ".modal-footer button[name='action_compute']",
    ),
    "transfer": (".o_data_row .o_data_cell[name='partner_id']",),
    "stock-order": (".o_data_row .o_data_cell[name='name']", ".o_p2it_stock"),
    "stock-board": ("th[data-name='incoming']", "th[data-name='incoming']"),
    "returns": (".o_data_row .o_data_cell[name='partner_id']", ".o_notebook a[name='inspection']"),
    "returns-phone": (".o_kanban_record", ".o_notebook a[name='inspection']"),
    "spreadsheet-people": (".o_search_panel_section:first-of-type li:nth-of-type(2)",),
    "export": (".o_cp_action_menus button", ".o_p2it_export_pdf", ".o_p2it_export_dialog summary"),
}

# what to choose where one chooses, by its Vietnamese name
CHOICES = {
    "dashboard-leader": (".p2it_dashboard_choice", "Trưởng nhóm"),
    "dashboard-leader-phone": (".p2it_dashboard_choice", "Trưởng nhóm"),
}

# pages of an exported list, as the export's route makes them
EXPORTS = {"export-pdf": "pdf", "export-excel": "xlsx"}
PIXELS = 1100
EXPORT = {
    "model": "res.partner",
    "title": "Khách hàng",
    "facets": ["Nhóm theo: Nhóm khách hàng > Vòng đời"],
    "domain": [["customer_group_id", "!=", False], ["ref", "<", "KH00400"]],
    "groupby": ["customer_group_id", "lifecycle"],
    "columns": [
        {"name": "ref", "label": "Mã"},
        {"name": "name", "label": "Khách hàng"},
        {"name": "phone", "label": "Điện thoại"},
        {"name": "area_id", "label": "Khu vực"},
        {"name": "user_id", "label": "Nhân viên kinh doanh"},
        {"name": "order_count", "label": "Số đơn hàng"},
        {"name": "last_order_date", "label": "Mua lần cuối"},
    ],
}


def export(address, kind):
    """:return: the bytes of the exported list"""
    description = json.dumps(json.dumps({**EXPORT, "format": kind}))
    source = f"""
        (async () => {{
            const form = new FormData();
            form.append("csrf_token", odoo.csrf_token);
            form.append("data", new Blob([{description}]), "data.json");
            const answer = await fetch("/p2it/export/download", {{ method: "POST", body: form }});
            const bytes = new Uint8Array(await answer.arrayBuffer());
            return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
        }})()
    """
    with Browser() as browser:
        browser.log_in(address, ADMIN, PASSWORDS[ADMIN])
        return base64.b64decode(browser.script(source))


def picture_of_export(address, name):
    """Save the first page of an exported list as a picture, a spreadsheet as LibreOffice shows it."""
    kind = EXPORTS[name]
    programs = {"pdftoppm": "poppler-utils"} | ({"soffice": "libreoffice-calc"} if kind == "xlsx" else {})
    for program, package in programs.items():
        if not shutil.which(program):
            print(f"docs/pictures/{name}.png needs {program} (Debian: {package})")
            return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"list.{kind}"
        file.write_bytes(export(address, kind))
        if kind == "xlsx":
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(file)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        size = ["-singlefile", "-scale-to", str(PIXELS)]
        command = ["pdftoppm", "-png", *size, str(file.with_suffix(".pdf")), str(FOLDER / name)]
        subprocess.run(command, check=True)
    print(f"docs/pictures/{name}.png")


def choose(browser, selector, label):
    """Choose by its name what a box offers."""
    browser.script(
        f"""
        const box = document.querySelector({selector!r});
        box.value = [...box.options].find((option) => option.textContent.trim() === {label!r}).value;
        box.dispatchEvent(new Event("change"));
        """
    )
    time.sleep(4)


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
            if name in CHOICES:
                choose(browser, *CHOICES[name])
            for selector in CLICKS.get(name, ()):
                browser.wait(f"document.querySelector({selector!r})")
                time.sleep(0.5)  # what was just drawn listens
                browser.script(f"document.querySelector({selector!r}).click()")
            time.sleep(3 if name.startswith("spreadsheet") else 1.5)  # pictures and animations settle
            browser.picture(FOLDER / f"{name}.png")
            print(f"docs/pictures/{name}.png")
    for name in EXPORTS:
        if not names or name in names:
            picture_of_export(address, name)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
