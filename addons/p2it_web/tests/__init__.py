from . import test_export_list
