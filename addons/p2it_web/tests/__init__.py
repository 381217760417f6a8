from . import test_export_job
from . import test_export_list
