"""Run in Odoo's shell: makes the web client's bundles, which each browser test would else make again."""

env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821  (given by the shell)
env.cr.commit()  # noqa: F821
