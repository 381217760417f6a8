"""What was found wrong or worth knowing in a cell, without words: the caller says it in a language."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Issue:
    """One finding.

    ``code`` names the message; ``params`` are the texts that fill it.
    """

    code: str
    params: dict = field(default_factory=dict)

    def __hash__(self):
        return hash((self.code, tuple(sorted(self.params.items()))))


class CellError(ValueError):
    """A cell that can't be understood.

    :ivar Issue issue: what is wrong with it
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.issue = Issue(code, params)
