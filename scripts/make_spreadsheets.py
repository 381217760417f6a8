"""Write the spreadsheet dashboards of p2it_crm: ``python3 scripts/make_spreadsheets.py``.

o-spreadsheet has no editor in Odoo Community, and its files are long and repeat themselves. What they show is
said here once; a test reads the files and finds them as this script would write them.
"""

import json
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "addons" / "p2it_crm" / "data" / "files"
MODEL = "p2it.sales.statistics"
VERSION = "18.5.10"
NO_NAME = "\u00a0"

FILTERS = {
    "period": ("date", "Period", None, "date"),
    "person": ("relation", "Salesperson", "res.users", "user_id"),
    "team": ("relation", "Sales Team", "crm.team", "team_id"),
    "area": ("relation", "Area", "p2it.area", "area_id"),
    "group": ("relation", "Customer Group", "p2it.customer.group", "customer_group_id"),
    "category": ("relation", "Product Category", "product.category", "categ_id"),
}
"""``{id: (type, label, model, field of the statistics)}``."""

TITLE, HEADER, DATA = {"textColor": "#01666b", "bold": True, "fontSize": 16}, {"bold": True}, {"fontSize": 11}


def match_filters(names, offset=0):
    """:return: how the global filters narrow a pivot or chart"""
    matched = {}
    for name in names:
        kind, _label, _model, chain = FILTERS[name]
        matched[name] = {"chain": chain, "type": "date" if kind == "date" else "many2one"}
        if kind == "date":
            matched[name]["offset"] = offset
    return matched


def make_pivot(number, measures, filters, rows=(), columns=(), offset=0, domain=()):
    """:return: a pivot of the statistics, the largest first measure on top

    It has no name: o-spreadsheet writes it into the corner of the table, and translates it not. A heading
    stands above each table.
    """
    pivot = {
        "type": "ODOO",
        "id": str(number),
        "formulaId": str(number),
        "name": NO_NAME,
        "model": MODEL,
        "domain": list(domain),
        "context": {},
        "measures": [{"id": measure, "fieldName": measure} for measure in measures],
        "rows": [_make_dimension(row) for row in rows],
        "columns": [_make_dimension(column) for column in columns],
        "fieldMatching": match_filters(filters, offset),
    }
    if rows and not columns:
        pivot["sortedColumn"] = {"measure": measures[0], "order": "desc", "domain": []}
    return pivot


def _make_dimension(spec):
    name, _colon, granularity = spec.partition(":")
    return {"fieldName": name, **({"granularity": granularity, "order": "asc"} if granularity else {})}


def make_chart(identity, kind, group_by, measure, filters, place, domain=()):
    """:return: a figure with a chart of the statistics

    :param place: (x, y, width, height) in pixels
    """
    x, y, width, height = place
    mode = kind.removeprefix("odoo_")
    return {
        "id": identity,
        "tag": "chart",
        "width": width,
        "height": height,
        "col": 0,
        "row": 0,
        "offset": {"x": x, "y": y},
        "data": {
            "chartId": identity,
            "type": kind,
            "title": {"text": ""},
            "background": "#FFFFFF",
            "legendPosition": "none" if len(group_by) == 1 and mode != "pie" else "top",
            "metaData": {
                "groupBy": list(group_by),
                "measure": measure,
                "order": None if "date" in group_by[0] else "DESC",
                "resModel": MODEL,
                "mode": mode,
                "cumulatedStart": False,
            },
            "searchParams": {
                "comparison": None,
                "context": {},
                "domain": list(domain),
                "groupBy": list(group_by),
                "orderBy": [],
            },
            "dataSets": [{}],
            "verticalAxisPosition": "left",
            "stacked": len(group_by) > 1,
            "cumulatedStart": False,
            "fillArea": kind == "odoo_line",
            "fieldMatching": match_filters(filters),
        },
    }


def make_card(identity, label, row, x):
    """:return: a figure with a number of the sheet Data, against the period before"""
    return {
        "id": identity,
        "tag": "chart",
        "width": 213,
        "height": 101,
        "col": 0,
        "row": 0,
        "offset": {"x": x, "y": 11},
        "data": {
            "chartId": identity,
            "type": "scorecard",
            "title": {"text": label, "bold": True, "color": "#434343"},
            "background": "#EFF6FF",
            "keyValue": f"Data!D{row}",
            "baseline": f"Data!E{row}",
            "baselineDescr": {"text": "since last period"},
            "baselineMode": "percentage",
            "baselineColorUp": "#00A04A",
            "baselineColorDown": "#DC6965",
            "humanize": False,
        },
    }


def make_sheet(identity, name, cells, figures=(), widths=(), styles=None, rows=120):
    return {
        "id": identity,
        "name": name,
        "colNumber": 20,
        "rowNumber": rows,
        "rows": {},
        "cols": {str(index): {"size": width} for index, width in enumerate(widths)},
        "merges": [],
        "cells": cells,
        "styles": styles or {},
        "formats": {},
        "borders": {},
        "conditionalFormats": [],
        "dataValidationRules": [],
        "figures": list(figures),
        "tables": [],
        "areGridLinesVisible": False,
        "isVisible": True,
        "headerGroups": {"ROW": [], "COL": []},
        "comments": {},
    }


def make_data_sheet(measures):
    """:return: the sheet of the numbers on the cards, now and in the period before (pivots 1 and 2)"""
    cells = {"A1": '=_t("Figure")', "B1": '=_t("Current")', "C1": '=_t("Previous")'}
    for row, (measure, label) in enumerate(measures, start=2):
        cells[f"A{row}"] = f'=_t("{label}")'
        cells[f"B{row}"] = f'=PIVOT.VALUE(1,"{measure}")'
        cells[f"C{row}"] = f'=PIVOT.VALUE(2,"{measure}")'
        cells[f"D{row}"] = f"=FORMAT.LARGE.NUMBER(B{row})"
        cells[f"E{row}"] = f"=FORMAT.LARGE.NUMBER(C{row})"
    return make_sheet("data", "Data", cells, widths=(180, 120, 120, 120, 120), styles={"A1:E1": 2})


def make_workbook(sheets, pivots, filters):
    labels = {name: FILTERS[name] for name in filters}
    return {
        "version": VERSION,
        "sheets": sheets,
        "styles": {"1": TITLE, "2": HEADER, "3": DATA},
        "formats": {},
        "borders": {},
        "revisionId": "START_REVISION",
        "uniqueFigureIds": True,
        "settings": {},
        "pivots": {pivot["id"]: pivot for pivot in pivots},
        "pivotNextId": len(pivots) + 1,
        "customTableStyles": {},
        "globalFilters": [
            {
                "id": name,
                "type": kind,
                "label": label,
                **({"defaultValue": "last_90_days"} if kind == "date" else {"modelName": model}),
            }
            for name, (kind, label, model, _chain) in labels.items()
        ],
        "lists": {},
        "listNextId": 1,
        "chartOdooMenusReferences": {},
    }


def make_dashboard(filters, measures, charts, pivots, cells):
    """Put cards of figures above charts and pivots.

    :param measures: ``(measure, label)`` of the cards
    :param charts: figures below the cards
    :param pivots: from number 3 on; the first two are those of the cards
    :param cells: ``{cell: formula}``; those that are no pivot are headings
    :return: a workbook
    """
    names = [measure for measure, _label in measures]
    cards = [
        make_card(f"card-{measure}", label, row, 223 * (row - 2))
        for row, (measure, label) in enumerate(measures, start=2)
    ]
    headings = [cell for cell, formula in cells.items() if "PIVOT" not in formula]
    sheet = make_sheet(
        *("dashboard", "Dashboard", cells, [*cards, *charts]),
        widths=(230, *[130] * 7),
        styles=dict.fromkeys(headings, 1),
    )
    figures = [
        make_pivot(1, names, filters),
        make_pivot(2, names, filters, offset=-1),
    ]
    return make_workbook([sheet, make_data_sheet(measures)], [*figures, *pivots], filters)


SALES_MEASURES = (
    ("ordered", "Ordered"),
    ("margin", "Margin"),
    ("order_count", "Orders"),
    ("new_customer_count", "New Customers"),
    ("paid", "Paid"),
)
SALES_CELLS = {
    "A6": '=_t("Ordered by Month")',
    "A22": '=_t("Provinces and Customer Groups")',
    "A39": '=_t("Top Customers")',
    "A40": "=PIVOT(3, 15, FALSE, FALSE)",
    "A59": '=_t("Provinces by Month")',
    "A60": "=PIVOT(4, 40)",
}


def make_sales():
    """Sales at a glance: figures, months, provinces, groups."""
    filters = tuple(FILTERS)
    sold = [["ordered", "!=", False]]
    province, group = "current_province_id", "customer_group_id"
    left, right = (0, 540, 545, 330), (555, 540, 545, 330)
    charts = [
        make_chart("months", "odoo_line", ["date:month"], "ordered", filters, (0, 160, 1100, 330)),
        make_chart("provinces", "odoo_bar", [province], "ordered", filters, left, [[province, "!=", False]]),
        make_chart("groups", "odoo_pie", [group], "ordered", filters, right, [[group, "!=", False]]),
    ]
    columns = ["ordered", "margin", "order_count"]
    pivots = [
        make_pivot(3, columns, filters, ["customer_id"], domain=sold),
        make_pivot(4, ["ordered"], filters, [province], ["date:month"], domain=sold),
    ]
    return make_dashboard(filters, SALES_MEASURES, charts, pivots, SALES_CELLS)


PEOPLE_MEASURES = (
    ("ordered", "Ordered"),
    ("net_margin", "Margin After Care"),
    ("customer_count", "Buying Customers"),
    ("care_count", "Care Entries"),
    ("care_cost", "Cost of Care"),
)
PEOPLE_CELLS = {
    "A6": '=_t("Ordered by Salesperson")',
    "A22": '=_t("Salespeople")',
    "A23": "=PIVOT(3, 30, FALSE, FALSE)",
    "A56": '=_t("Salespeople by Month")',
    "A57": "=PIVOT(4, 30)",
}


def make_people():
    """Salespeople side by side: what they sold, and what it took."""
    filters = ("period", "team", "area", "group", "category")
    sold = [["user_id", "!=", False]]
    charts = [make_chart("people", "odoo_bar", ["user_id"], "ordered", filters, (0, 160, 1100, 330), sold)]
    columns = ["ordered", "margin", "net_margin", "order_count", "customer_count", "care_count", "care_cost"]
    pivots = [
        make_pivot(3, columns, filters, ["user_id"], domain=sold),
        make_pivot(4, ["ordered"], filters, ["user_id"], ["date:month"], domain=sold),
    ]
    return make_dashboard(filters, PEOPLE_MEASURES, charts, pivots, PEOPLE_CELLS)


WORKBOOKS = {"sales_dashboard.json": make_sales, "people_dashboard.json": make_people}


def get_files():
    """:return: ``{name: content}`` of the files as they should be"""
    return {name: json.dumps(make(), indent=1) + "\n" for name, make in WORKBOOKS.items()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in get_files().items():
        (FOLDER / name).write_text(content)
