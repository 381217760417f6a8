"""Time and memory of exports, against Odoo's own /web/export/xlsx in the same run.

Run it in Odoo's shell on a database with the suite, which it leaves as it was:

    odoo shell -d DATABASE --no-http < tests/bench_export.py

Each export runs in a process of its own, so that the peaks are its own. The peak is counted above what
the process held before, which is Odoo itself. It prints

- 100,000 records of 12 columns to Excel, ours and Odoo's: the time must not be longer than Odoo's, the
  peak not above a third of Odoo's;
- 2,000 and 20,000 records to PDF: the peak of the long one must not exceed the short one's by more than
  a fifth or 8 MB.
"""

import gc
import json
import os
import pickle
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import odoo
from odoo import api
from odoo.addons.p2it_web.exporting.request import ExportRequest
from odoo.addons.p2it_web.exporting.run import run
from odoo.addons.web.controllers import export as stock

_MARK = "p2it-bench-export"
_ROWS, _PDF_ROWS = 100_000, (2_000, 20_000)
_TIME_LIMIT, _MEMORY_LIMIT = 1.0, 1 / 3
_COLUMNS = (
    "name",
    "ref",
    "email",
    "phone",
    "street",
    "city",
    "country_id",
    "user_id",
    "is_company",
    "create_date",
    "partner_latitude",
    "color",
)


_VARIED = {
    "name": "'Công ty TNHH Thương mại Đại Phát ' || n",
    "complete_name": "'Công ty TNHH Thương mại Đại Phát ' || n",
    "email": "'khach' || n || '@congty.example'",
    "phone": "'+8490' || lpad(n::text, 7, '0')",
    "street": "n || ' Nguyễn Thị Minh Khai'",
    "is_company": "n % 2 = 0",
    "create_date": "now() - n * interval '1 minute'",
    "partner_latitude": "n / 1000.0",
    "color": "n % 12",
}


def prepare(env):
    """Multiply one record with the database's own hands: 100,000 creates would take longer than the test."""
    values = {"name": "Mẫu", "ref": _MARK, "city": "Thành phố Đà Nẵng", "country_id": env.ref("base.vn").id}
    record = env["res.partner"].create({**values, "user_id": env.uid})
    env.flush_all()
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'res_partner'")
    names = [f'"{name}"' for (name,) in env.cr.fetchall() if name != "id"]
    sources = [_VARIED.get(name.strip('"'), name) for name in names]
    env.cr.execute(
        f"INSERT INTO res_partner ({', '.join(names)}) SELECT {', '.join(sources)}"
        f" FROM res_partner, generate_series(1, {_ROWS}) AS n WHERE id = {record.id}"
    )
    env.cr.execute("DELETE FROM res_partner WHERE id = %s", (record.id,))
    env.cr.execute("ANALYZE res_partner")
    env.cr.commit()


def clean(env):
    env.cr.rollback()
    env.cr.execute("DELETE FROM res_partner WHERE ref = %s", (_MARK,))
    env.cr.commit()


def memory(name):
    """:return: a figure of this process in MB"""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def measure(work, database, uid):
    """Run something in a process of its own.

    :return: (seconds, peak in MB above the start, bytes written, seconds of its own processor time)
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        odoo.sql_db._Pool = None  # the parent's connections are the parent's
        with odoo.sql_db.db_connect(database).cursor() as cr:
            env = api.Environment(cr, uid, {"lang": "en_US"})
            env.registry  # noqa: B018
            gc.collect()
            Path("/proc/self/clear_refs").write_text("5")
            base, begin, processor = memory("VmRSS"), time.perf_counter(), time.process_time()
            size = work(env)
            seconds = time.perf_counter() - begin
            figures = seconds, memory("VmHWM") - base, size, time.process_time() - processor
        os.write(writer, pickle.dumps(figures))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    if not content:
        raise SystemExit("An export failed; its error is above.")
    return pickle.loads(content)


def ours(file_format, limit):
    def work(env):
        description = {
            "model": "res.partner",
            "format": file_format,
            "columns": [{"name": name} for name in _COLUMNS],
            "domain": [("ref", "=", _MARK), ("color", ">=", 0), ("partner_latitude", "<=", limit / 1000)],
            "title": "Khách hàng",
        }
        with run(ExportRequest(env, description)) as file:
            return os.path.getsize(file.name)

    return work


def theirs(env):
    fields = env["res.partner"].fields_get(_COLUMNS)
    data = {
        "model": "res.partner",
        "fields": [{"name": n, "label": fields[n]["string"], "type": fields[n]["type"]} for n in _COLUMNS],
        "ids": False,
        "domain": [("ref", "=", _MARK)],
        "import_compat": False,
        "context": {},
    }
    request = SimpleNamespace(
        env=env,
        httprequest=SimpleNamespace(environ={"REMOTE_ADDR": "-"}),
        make_response=lambda content, headers: content,
    )
    with patch.object(stock, "request", request):
        return len(stock.ExcelExport().base(json.dumps(data)))


def show(name, figures):
    seconds, peak, size, processor = figures
    times = f"{seconds:7.1f} s ({processor:5.1f} s of Python)"
    print(f"{name:<28}{times}   peak {peak:7.1f} MB   file {size / 1e6:5.1f} MB")


def main(env):
    database, uid = env.cr.dbname, env.uid
    prepare(env)
    try:
        excel = measure(ours("xlsx", _ROWS), database, uid)
        show(f"Excel, {_ROWS:,} rows", excel)
        odoo_excel = measure(theirs, database, uid)
        show("Odoo's own, the same rows", odoo_excel)
        pdfs = [measure(ours("pdf", rows), database, uid) for rows in _PDF_ROWS]
        for rows, figures in zip(_PDF_ROWS, pdfs, strict=True):
            show(f"PDF, {rows:,} rows", figures)
    finally:
        clean(env)
    times, peaks = excel[0] / odoo_excel[0], excel[1] / odoo_excel[1]
    growth = pdfs[1][1] - pdfs[0][1]
    print(f"Excel against Odoo's: time {times:.2f}, limit {_TIME_LIMIT:.2f}")
    print(f"Excel against Odoo's: peak {peaks:.2f}, limit {_MEMORY_LIMIT:.2f}")
    print(f"PDF, ten times the rows: {growth:+.1f} MB")
    return times <= _TIME_LIMIT and peaks <= _MEMORY_LIMIT and growth <= max(8, pdfs[0][1] / 5)


if not main(env(user=env.ref("base.user_admin"), su=False)):  # noqa: F821  (given by Odoo's shell)
    raise SystemExit(1)
