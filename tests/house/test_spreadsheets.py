"""The spreadsheet dashboards are what their script writes."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_files_are_as_the_script_writes_them():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import make_spreadsheets
    finally:
        sys.path.pop(0)
    for name, content in make_spreadsheets.get_files().items():
        assert (make_spreadsheets.FOLDER / name).read_text() == content, (
            f"{name} is not as 'python3 scripts/make_spreadsheets.py' writes it"
        )
