"""Promotions as a pure function of the basket, the buyer and the moment.

Programs are taken in the order of their priority. A percentage is one of what those before left. The first
exclusive program that gives anything stands alone; of those marked ``best`` only the one worth most stays.
Conditions are measured on what is bought, never on what other programs gave: so the result does not depend on
the order of edits, and working it out again changes nothing.
"""

from dataclasses import dataclass, field, replace
from math import floor

from .promotion_discount import Remaining
from .promotion_facts import Usage, exact
from .promotion_match import find_audience_refusal, find_missing_for, find_use_refusal, score


@dataclass(frozen=True)
class Application:
    """One reward given. ``value`` is its worth to the customer, as priced, in units of the currency."""

    program_id: int
    reward_id: int
    value: int
    allocations: tuple = ()
    """``((line key, amount taken), …)`` of a discount"""
    gift_product_id: int = 0
    gift_quantity: float = 0
    gift_price: float = 0
    """What one of the gift costs, in the order's currency."""
    points: float = 0
    offered: tuple = ()
    """Rewards the customer may choose from, where there is a choice."""


@dataclass(frozen=True)
class NearMiss:
    """A reward not reached, and what lacks. ``progress`` is between 0 and 1."""

    program_id: int
    reward_id: int
    missing: tuple
    progress: float


@dataclass(frozen=True)
class Refusal:
    """Why a program gives nothing. ``by_program_id`` is the one that excludes it."""

    program_id: int
    code: str
    by_program_id: int = 0


@dataclass(frozen=True)
class Outcome:
    """What promotions give, what they nearly give, and what they don't."""

    applications: tuple = ()
    near_misses: tuple = ()
    refusals: tuple = ()
    remaining: dict = field(default_factory=dict)

    @property
    def discount(self):
        """:return: money taken off, in units of the order's currency"""
        return sum(amount for given in self.applications for _key, amount in given.allocations)

    def get_value(self, program_id):
        """:return: what a program is worth here: the money taken off and its gifts"""
        return sum(given.value for given in self.applications if given.program_id == program_id)


class _Candidate:
    """A program that this basket reached, with its points and the rewards it gives."""

    def __init__(self, program, result, rewards, offered):
        self.program = program
        self.points = result.points
        self.rewards = rewards
        self.offered = offered

    def give(self, remaining, terms):
        """:return: what the program gives on top of what was taken, and takes it"""
        given = []
        for reward in self.rewards:
            application = self._give_reward(reward, remaining, terms)
            if application.value or application.gift_quantity:
                remaining.take(dict(application.allocations))
                given.append(application)
        return given

    def _give_reward(self, reward, remaining, terms):
        base = Application(self.program.id, reward.id, 0, points=self.points, offered=self.offered)
        if reward.kind == "product":
            times = floor(exact(self.points / reward.required_points))
            product_id = _get_gift(reward, terms)
            quantity = times * reward.quantity if product_id else 0
            price = terms.gift_price(product_id) if quantity else 0
            worth = max(terms.to_units(price * quantity), 0)
            return replace(
                base, value=worth, gift_product_id=product_id, gift_quantity=quantity, gift_price=price
            )
        allocations = remaining.allocate(reward, self.points, self.program, terms)
        return replace(base, value=sum(allocations.values()), allocations=tuple(sorted(allocations.items())))


def _get_gift(reward, terms):
    chosen = terms.gift_choices.get(reward.id)
    if chosen in reward.product_ids:
        return chosen
    return reward.product_ids[0] if reward.product_ids else 0


class _Evaluation:
    """One evaluation: sorts programs into candidates and refusals, then lets the candidates give."""

    def __init__(self, basket, buyer, terms, programs):
        self.basket = basket
        self.buyer = buyer
        self.terms = _TermsOfBasket(terms, basket)
        self.programs = sorted(programs, key=lambda program: program.order)
        self.refusals = {}
        self.near_misses = []

    def run(self):
        candidates = [found for program in self.programs if (found := self._find_candidate(program))]
        alone = self._find_exclusive(candidates)
        if alone:
            for other in candidates:
                if other is not alone and other.program.id not in self.refusals:
                    self._refuse(other.program, "exclusive", alone.program.id)
            candidates = [alone]
        else:
            candidates = [found for found in candidates if found.program.stacking != "exclusive"]
            candidates = self._keep_best(candidates)
        return self._apply(candidates)

    # ---- who comes into question ----

    def _find_candidate(self, program):
        usage = self.buyer.usage.get(program.id, Usage())
        code = find_audience_refusal(program, self.buyer, self.terms.moment)
        code = code or find_use_refusal(program, usage)
        if code:
            self._refuse(program, code)
            return None
        result = score(program, self.basket, self.buyer, self.terms)
        reached = [reward for reward in program.rewards if result.points >= reward.required_points]
        self._note_near_miss(program, result)
        if not reached:
            self._refuse(program, _get_shortfall_code(result))
            return None
        rewards, offered = self._choose(program, reached)
        return _Candidate(program, result, rewards, offered)

    def _choose(self, program, reached):
        """:return: the rewards given, and the ids of those to choose from"""
        by_height = sorted(reached, key=lambda reward: (-reward.required_points, reward.id))
        if program.reward_mode == "highest":
            return by_height[:1], ()
        if program.reward_mode == "choice":
            chosen = self.terms.choices.get(program.id)
            picked = [reward for reward in by_height if reward.id == chosen] or by_height[:1]
            return picked, tuple(reward.id for reward in by_height)
        return sorted(reached, key=lambda reward: (reward.required_points, reward.id)), ()

    def _note_near_miss(self, program, result):
        higher = [reward for reward in program.rewards if result.points < reward.required_points]
        if not higher or not result.begun:
            return
        reward = min(higher, key=lambda reward: (reward.required_points, reward.id))
        missing = find_missing_for(program, reward, result, self.terms)
        if missing:
            progress = min(max(lack.have, 0) / lack.need if lack.need else 1 for lack in missing)
            self.near_misses.append(NearMiss(program.id, reward.id, missing, progress))

    def _refuse(self, program, code, by_program_id=0):
        self.refusals[program.id] = Refusal(program.id, code, by_program_id)

    # ---- who stands beside whom ----

    def _find_exclusive(self, candidates):
        """:return: the first exclusive candidate that gives something within its budget, or ``None``"""
        for found in candidates:
            if found.program.stacking == "exclusive" and self._try(found, Remaining(self.basket)):
                return found
        return None

    def _keep_best(self, candidates):
        """Weigh each ``best`` program where it stands, after those before it; keep the one worth most."""
        remaining, worth = Remaining(self.basket), {}
        for found in candidates:
            if found.program.stacking == "best":
                left = dict(remaining.left)
                given = self._try(found, remaining)
                remaining.left = left
                worth[found] = sum(application.value for application in given)
            else:
                self._try(found, remaining)
        given = [found for found in worth if found.program.id not in self.refusals]
        if not given:
            return [found for found in candidates if found not in worth]
        winner = max(given, key=lambda found: (worth[found], [-part for part in found.program.order]))
        for found in given:
            if found is not winner:
                self._refuse(found.program, "not_best", winner.program.id)
        return [found for found in candidates if found not in worth or found is winner]

    def _try(self, found, remaining):
        """:return: what the program gives; nothing, with the reason noted, where its budget has less left"""
        left = dict(remaining.left)
        given = found.give(remaining, self.terms)
        program = found.program
        if not given:
            has_gift = any(reward.kind != "product" or reward.product_ids for reward in found.rewards)
            self._refuse(program, "nothing_left" if has_gift else "no_gift")
        elif self._is_over_budget(program, sum(application.value for application in given)):
            remaining.left, given = left, []
            self._refuse(program, "budget")
        else:
            self.refusals.pop(program.id, None)
        return given

    def _is_over_budget(self, program, value):
        if program.budget is None:
            return False
        used = self.buyer.usage.get(program.id, Usage()).budget
        return value > self.terms.to_units(max(program.budget - used, 0), program.currency_id)

    def _apply(self, candidates):
        remaining, applications = Remaining(self.basket), []
        for found in candidates:
            applications += self._try(found, remaining)
        order = {program.id: place for place, program in enumerate(self.programs)}
        return Outcome(
            tuple(applications),
            tuple(sorted(self.near_misses, key=lambda near: (-near.progress, order[near.program_id]))),
            tuple(sorted(self.refusals.values(), key=lambda refusal: order[refusal.program_id])),
            remaining.left,
        )


class _TermsOfBasket:
    """The terms, with the basket that selectors look in."""

    def __init__(self, terms, basket):
        self.basket = basket
        self._terms = terms

    def __getattr__(self, name):
        return getattr(self._terms, name)


def _get_shortfall_code(result):
    if not result.begun:
        return "no_match"
    kinds = [lack.kind for lack in result.missing]
    return kinds[0] if kinds else "points"


def evaluate(basket, buyer, terms, programs):
    """Work out what promotions give.

    :param Basket basket: what is bought
    :param Buyer buyer: who buys it
    :param Terms terms: when, and in which currency
    :param programs: facts of the automatic programs, in any order
    :rtype: Outcome
    """
    return _Evaluation(basket, buyer, terms, programs).run()
