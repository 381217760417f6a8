import logging
import time
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, mute_logger
from psycopg2.errors import QueryCanceled

from ..domain.domain_text import DomainTextError
from ..stored_domain import read_stored_domain
from .p2it_color_rule import ADMINISTRATOR_GROUP

_logger = logging.getLogger(__name__)

CHECK_SECONDS = 5.0
"""What the search that checks a rule may take when the rule is saved."""

_LEAST_SECONDS = 0.05


class P2itColorRule(models.Model):
    """Finds out what is wrong with a rule, refuses it or switches it off, and tells its owner."""

    _inherit = "p2it.color.rule"

    @api.constrains("domain", "model_id", "active")
    def _check_domain(self):
        for rule in self.filtered("active"):
            trouble = rule._find_trouble(self.env.user)
            if trouble:
                raise ValidationError(
                    self.env._(
                        "The records of the rule “%(rule)s” can't be found: %(error)s. Correct the "
                        "conditions in the domain editor.",
                        rule=rule.name,
                        error=self._explain(trouble),
                    )
                )

    def _find_trouble(self, user, ids=()):
        """Search once as the rule does.

        :param user: with whose rights
        :param ids: records among which to search, all when empty
        :return: the error raised, or None
        """
        self.ensure_one()
        self.env.flush_all()
        try:
            with self._limit_time(time.monotonic() + CHECK_SECONDS):
                # sudo(False): the owner's own rights, also where the server looks after the rule
                model = self.env[self.model].with_user(user).sudo(False)
                domain = read_stored_domain(model, self.domain)
                model.search(domain & Domain("id", "in", ids) if ids else domain, limit=1)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # no fault of the rule's
        except QueryCanceled as error:
            # Among all records of a large table that may happen: what counts is the records of a page.
            return error if ids else None
        except Exception as error:  # any mistake in the domain, whatever its type
            return error
        return None

    @contextmanager
    def _limit_time(self, deadline):
        """Have the database break off what takes too long, within a savepoint.

        :param float deadline: on the clock of ``time.monotonic``; a little time is left in any case
        :raise QueryCanceled: when it was broken off
        """
        limit = max(deadline - time.monotonic(), _LEAST_SECONDS)
        with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
            before = self._set_timeout(f"{limit * 1000:.0f}ms")
            yield
            # Only the end of a savepoint that fails undoes it.
            self._set_timeout(before)

    def _set_timeout(self, value):
        """:return: the limit of a statement before"""
        [(before, _now)] = self.env.execute_query(
            SQL(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                value,
            )
        )
        return before

    @api.model
    def _explain(self, error):
        """:return: an error in words"""
        if isinstance(error, DomainTextError):
            return self.env._("“%s” can't stand in a domain", error.source)
        if isinstance(error, RecursionError):
            return self.env._("the conditions lead back to themselves without end")
        return str(error).strip().rstrip(".") or type(error).__name__

    @api.model
    def _look_into_trouble(self, rule_ids, record_ids):
        """Switch off those rules that are broken for their owner too.

        What fails for one reader alone, perhaps because of what that reader sent along, is left alone.
        The page is often read in a transaction that can't write, and must be shown whatever happens
        here: hence a transaction of its own.
        """
        try:
            with self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                rules = env[self._name].search([("id", "in", rule_ids)])
                for rule in rules:
                    rule._switch_off_if_broken(record_ids)
        except Exception:  # the list is shown all the same; the next one tries again
            _logger.exception("Colour rules %s fail and can't be switched off", rule_ids)

    def _switch_off_if_broken(self, record_ids):
        """Take the rule out of service when it is broken for its owner, and tell the owner."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return  # someone else is editing it, or doing just that
        error = self._find_trouble(self.user_id, record_ids)
        if error is None or isinstance(error, AccessError):
            return
        people = self._get_people_to_tell()
        rule = self.with_context(lang=people[:1].lang)
        trouble = rule.env._(
            "The colour rule “%(rule)s” was switched off, because its conditions do not work any more: "
            "%(error)s. Correct the conditions and activate the rule again.",
            rule=rule.name,
            error=rule._explain(error),
        )
        _logger.info("Colour rule %s switched off: %s", self.id, error)
        self.write({"active": False, "trouble": trouble})
        rule.message_notify(
            partner_ids=people.partner_id.ids,
            subject=rule.env._("The colour rule “%s” was switched off", rule.name),
            body=trouble,
        )

    def _get_people_to_tell(self):
        """:return: the owner; the administrators of colour rules when the owner is nobody who reads mail"""
        self.ensure_one()
        owner = self.user_id
        if owner.active and not owner.share and owner.id != SUPERUSER_ID:
            return owner
        return self.env.ref(ADMINISTRATOR_GROUP).all_user_ids.filtered(
            lambda user: user.active and user.id != SUPERUSER_ID
        )
