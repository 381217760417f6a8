from . import p2it_export
from . import p2it_export_run
from . import res_config_settings
