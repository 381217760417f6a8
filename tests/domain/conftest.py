"""Make the pure rules of the addons importable as ``p2it_domain`` and so on, without Odoo."""

import importlib.util
import sys
from pathlib import Path

_ADDONS = Path(__file__).parents[2] / "addons"
_PACKAGES = {
    "p2it_domain": "p2it_crm",
    "p2it_web_domain": "p2it_web",
    "p2it_approvals_domain": "p2it_approvals",
    "p2it_pricing_domain": "p2it_sales_pricing",
    "p2it_credit_domain": "p2it_credit",
    "p2it_stock_domain": "p2it_sales_stock",
    "p2it_commission_domain": "p2it_commission",
}

for _name, _addon in _PACKAGES.items():
    if _name not in sys.modules:
        _folder = _ADDONS / _addon / "domain"
        _spec = importlib.util.spec_from_file_location(
            _name, _folder / "__init__.py", submodule_search_locations=[str(_folder)]
        )
        _package = importlib.util.module_from_spec(_spec)
        sys.modules[_name] = _package
        _spec.loader.exec_module(_package)
