"""Make the pure rules of each addon importable without Odoo: of p2it_crm as ``p2it_domain``."""

import importlib.util
import sys
from pathlib import Path

_ADDONS = Path(__file__).parents[2] / "addons"
_PACKAGES = {"p2it_domain": "p2it_crm", "p2it_web_domain": "p2it_web"}

for _name, _addon in _PACKAGES.items():
    _folder = _ADDONS / _addon / "domain"
    if _name in sys.modules or not _folder.is_dir():
        continue
    _spec = importlib.util.spec_from_file_location(
        _name, _folder / "__init__.py", submodule_search_locations=[str(_folder)]
    )
    _package = importlib.util.module_from_spec(_spec)
    sys.modules[_name] = _package
    _spec.loader.exec_module(_package)
