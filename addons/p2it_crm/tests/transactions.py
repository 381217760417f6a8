import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying


class RealTransactions:
    """Mixin for tests of two people at once: real transactions, each on a connection of its own.

    What they commit stays in the database: the test deletes it in a clean-up of its own.
    """

    transaction_context = {}
    """Context of the environments, those of :meth:`_committing` included."""

    def _read_first(self, env):
        """Read what all must have read before one writes; it begins the transaction's snapshot."""
        env.cr.execute("SELECT 1")

    @contextmanager
    def _committing(self):
        """Yield an environment on a connection of its own that commits at the end."""
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, self.transaction_context)

    def _run_at_once(self, *functions, seconds=90):
        """Run each function in a thread and a transaction of its own, repeated as Odoo repeats requests.

        All have read before one writes.

        :param functions: called with an environment
        :return: the errors raised
        """
        barrier = threading.Barrier(len(functions), timeout=30)
        errors = []

        def run(function):
            try:
                with self._committing() as env:
                    first = [True]

                    def once():
                        self._read_first(env)
                        if first and first.pop():
                            barrier.wait()
                        function(env)

                    retrying(once, env)
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=run, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds)
            self.assertFalse(thread.is_alive(), "the two wait for each other for ever")
        return errors
