from markupsafe import Markup
from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mimetypes import guess_mimetype

_MIMETYPES = frozenset(
    (
        *("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif"),
        "application/pdf",
    )
)
_MAX_BYTES = 10 * 1024 * 1024
_MAX_FILES = 10


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with the photos of its slip: what they may be, and whose they are."""

    _inherit = "p2it.bank.transfer"

    proof_preview = fields.Html(
        string="Slip", compute="_compute_proof_preview", sanitize=False, compute_sudo=True
    )
    proof_count = fields.Integer(
        string="Number of Files", compute="_compute_proof_preview", compute_sudo=True
    )

    @api.depends("proof_ids")
    def _compute_proof_preview(self):
        for transfer in self:
            files = transfer.proof_ids
            transfer.proof_count = len(files)
            transfer.proof_preview = (
                Markup("").join(self._get_preview(file) for file in files if file._origin.id) or False
            )

    @api.model
    def _get_preview(self, file):
        """:return: HTML of a picture, or of a link to a PDF"""
        if file.mimetype == "application/pdf":
            template = Markup(
                '<p><a href="/web/content/%s" target="_blank" class="btn btn-secondary">'
                '<i class="fa fa-file-pdf-o me-2"></i>%s</a></p>'
            )
        else:
            template = Markup(
                '<a href="/web/image/%s" target="_blank" title="%s">'
                '<img src="/web/image/%s" alt="%s" class="img-fluid border rounded mb-2 me-2" '
                'style="max-height: 320px"/></a>'
            )
            return template % (file._origin.id, file.name, file._origin.id, file.name)
        return template % (file._origin.id, file.name)

    @api.constrains("proof_ids")
    def _check_proofs(self):
        for transfer in self.sudo():  # sudo: whatever is a proof is judged
            if len(transfer.proof_ids) > _MAX_FILES:
                raise ValidationError(
                    self.env._("%(count)s files at most; leave out what shows no slip.", count=_MAX_FILES)
                )
            for file in transfer.proof_ids:
                self._check_proof(file)

    @api.model
    def _check_proof(self, file):
        """Judge by what is in the file: its name and declared kind are the client's words.

        :raise ValidationError: for what is neither a photo nor a PDF, or too large
        """
        content = file.raw if file.type == "binary" else b""
        if not content or guess_mimetype(content) not in _MIMETYPES:
            raise ValidationError(
                self.env._(
                    "“%(file)s” is no photo and no PDF. Take a picture of the slip, or a screenshot of the "
                    "banking app.",
                    file=file.name,
                )
            )
        if len(content) > _MAX_BYTES:
            raise ValidationError(
                self.env._(
                    "“%(file)s” is larger than 10 MB. Take the picture with a lower resolution.",
                    file=file.name,
                )
            )

    def _claim_proofs(self):
        """Make the files part of the transfer, so that who sees it sees them.

        What the recorder has just uploaded is taken over; a file of another document is copied.

        :raise AccessError: for a file that the recorder may not read
        """
        for transfer in self:
            # sudo: to see what was linked; whether the recorder may read it is checked right below
            foreign = transfer.sudo().proof_ids.filtered(
                lambda file, transfer=transfer: (file.res_model, file.res_id) != (self._name, transfer.id)
                or file.res_field
            )
            foreign.sudo(self.env.su).check_access("read")
            fresh = foreign.filtered(
                lambda file: not file.res_id and not file.res_field and file.create_uid == self.env.user
            )
            fresh.write({"res_model": self._name, "res_id": transfer.id, "public": False})
            commands = []
            for file in foreign - fresh:
                copy = file.copy(
                    {"res_model": self._name, "res_id": transfer.id, "res_field": False, "public": False}
                )
                commands += [Command.unlink(file.id), Command.link(copy.id)]
            if commands:
                transfer.sudo().with_context(active_test=False).proof_ids = commands
