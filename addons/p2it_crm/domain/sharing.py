"""How new leads are handed out among the people of a team."""

LEAST_LOADED = "least_loaded"
ROUND_ROBIN = "round_robin"


class Turn:
    """Hands out one lead after the other, and remembers whose turn it was.

    :param last: who got the last one, in a former run
    :param dict loads: open leads by person; counted on here, so that several turns may share it
    """

    def __init__(self, last=None, loads=None):
        self.last = last
        self.loads = {} if loads is None else loads

    def choose(self, people, method):
        """Choose who gets the next lead.

        Round robin takes the next one after ``last`` by the order of ids. Least loaded takes whom
        the fewest open leads belong to, and among equals whose turn comes first.

        :param people: ids of those who may get it, at least one
        :param str method: ``round_robin`` or ``least_loaded``
        :return: the id chosen
        """
        queue = self._get_queue(people)
        if method == ROUND_ROBIN:
            chosen = queue[0]
        else:
            chosen = min(queue, key=lambda person: self.loads.get(person, 0))  # the first of equals
        self.last = chosen
        self.loads[chosen] = self.loads.get(chosen, 0) + 1
        return chosen

    def _get_queue(self, people):
        """:return: the people, beginning with the one after the last"""
        queue = sorted(people)
        after = [person for person in queue if self.last is not None and person > self.last]
        return after + queue[: len(queue) - len(after)]
