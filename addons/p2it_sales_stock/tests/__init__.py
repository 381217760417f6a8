# figures on order lines and in the catalogue: below this line
from . import test_figures_sum
