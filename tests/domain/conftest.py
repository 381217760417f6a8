"""Make the pure rules of p2it_crm importable as ``p2it_domain``, without Odoo."""

import importlib.util
import sys
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "addons" / "p2it_crm" / "domain"

if "p2it_domain" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "p2it_domain", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)]
    )
    _package = importlib.util.module_from_spec(_spec)
    sys.modules["p2it_domain"] = _package
    _spec.loader.exec_module(_package)
