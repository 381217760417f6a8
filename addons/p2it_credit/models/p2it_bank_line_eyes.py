from odoo import SUPERUSER_ID, models


class P2itBankLine(models.Model):
    """Extends ``p2it.bank.line``: no money counts by one person's word.

    A signed call is the bank's own word. A file is the word of who uploaded it, and anybody can write a file:
    another person must have recorded the money, or confirm it.
    """

    _inherit = "p2it.bank.line"

    def _get_uploaders(self):
        """:return: who brought the line by a file; nobody for the bank's own word, or for the server"""
        self.ensure_one()
        if self.source != "file":
            return self.env["res.users"]
        source = self.import_id
        people = source.user_id | source.create_uid | self.create_uid
        return people.filtered(lambda user: user.id != SUPERUSER_ID)

    def _find_missing_eyes(self):
        """:return: why who is at work may not confirm the line, in words, or ``""``"""
        self.ensure_one()
        line = self.sudo()  # sudo: who it was counts, whoever asks
        transfer, uploaders = line.transfer_id, line._get_uploaders()
        if line.source != "file" or transfer.state == "confirmed":
            return ""
        recorders = transfer.recorder_ids | transfer.recorded_by
        person = self.env["p2it.bank.transfer"]._get_person()
        if recorders and (person & recorders or (not person and not uploaders - recorders)):
            return self.env._(
                "%(user)s recorded %(transfer)s, and the line came in a file, which anybody can write: "
                "another accountant confirms it.",
                transfer=transfer.display_name,
                user=", ".join((person or recorders).mapped("name")),
            )
        if not recorders and uploaders and not person - uploaders:
            return self.env._(
                "The line comes from a file that %(user)s uploaded, and nobody has recorded the money: "
                "another accountant looks for it at the bank and confirms it.",
                user=", ".join(uploaders.mapped("name")),
            )
        return ""

    def _get_confirmable_alone(self):
        """:return: those of the lines that need nobody: told by the bank, or recorded by somebody else"""
        return self.filtered(lambda line: not line._find_missing_eyes())
