# figures on order lines and in the catalogue: below this line
from . import test_figures_sum
from . import test_figures_line
from . import test_figures_detail
from . import test_figures_cost
from . import test_figures_tour
from . import test_figures_optional
