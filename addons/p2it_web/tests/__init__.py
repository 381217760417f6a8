from . import test_export_http
from . import test_export_job
from . import test_export_list
from . import test_export_tour
