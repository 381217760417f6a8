from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mimetypes import guess_mimetype

PHOTO_TYPES = frozenset(
    (
        *("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif"),
        "application/pdf",
    )
)
MAX_BYTES = 10 * 1024 * 1024
MAX_PHOTOS = 10


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with photos of the goods."""

    _inherit = "p2it.return"

    photo_ids = fields.Many2many(
        "ir.attachment",
        "p2it_return_photo_rel",
        "return_id",
        "attachment_id",
        string="Photos",
        copy=False,
        bypass_search_access=True,
        help="Of the goods and their damage: photos or PDF, 10 MB each at most.",
    )

    @api.constrains("photo_ids")
    def _check_photos(self):
        for document in self.sudo():  # sudo: whatever is attached is judged
            if len(document.photo_ids) > MAX_PHOTOS:
                raise ValidationError(
                    self.env._("%(count)s photos at most: leave out what shows nothing.", count=MAX_PHOTOS)
                )
            for file in document.photo_ids:
                self._check_photo(file.name, file.raw if file.type == "binary" else b"")

    @api.model
    def _check_photo(self, name, content):
        """Judge by what is in the file: its name and declared kind are the client's words.

        :raise ValidationError: for what is neither a photo nor a PDF, or too large
        """
        if not content or guess_mimetype(content) not in PHOTO_TYPES:
            raise ValidationError(
                self.env._("“%(file)s” is no photo and no PDF. Take a picture of the goods.", file=name)
            )
        if len(content) > MAX_BYTES:
            raise ValidationError(
                self.env._(
                    "“%(file)s” is larger than 10 MB. Take the picture with a lower resolution.", file=name
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._claim_photos()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "photo_ids" in vals:
            self._claim_photos()
        return result

    def _claim_photos(self):
        """Make the files part of the return, so that who sees it sees them.

        What its writer has just uploaded is taken over; a file of another document is copied.

        :raise AccessError: for a file that its writer may not read
        """
        for document in self:
            # sudo: to see what was linked; whether the writer may read it is checked right below
            foreign = document.sudo().photo_ids.filtered(
                lambda file, document=document: (file.res_model, file.res_id) != (self._name, document.id)
                or file.res_field
            )
            foreign.sudo(self.env.su).check_access("read")
            fresh = foreign.filtered(
                lambda file: not file.res_id and not file.res_field and file.create_uid == self.env.user
            )
            fresh.write({"res_model": self._name, "res_id": document.id, "public": False})
            commands = []
            for file in foreign - fresh:
                copy = file.copy(
                    {"res_model": self._name, "res_id": document.id, "res_field": False, "public": False}
                )
                commands += [Command.unlink(file.id), Command.link(copy.id)]
            if commands:
                document.sudo().photo_ids = commands
