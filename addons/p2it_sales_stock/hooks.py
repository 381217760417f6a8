from .models.p2it_statistics_stock import SOURCES


def uninstall_hook(env):
    """Leave the sales statistics without the figures that nobody brings any more."""
    env["p2it.sales.statistics.store"]._set_up(without=SOURCES)
