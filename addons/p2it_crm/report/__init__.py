from . import p2it_care_margin
from . import p2it_lead_conversion_report
from . import p2it_lead_conversion_person
from . import p2it_sales_statistics
from . import p2it_sales_statistics_measures
from . import p2it_sales_statistics_dashboard
from . import p2it_sales_statistics_grain
