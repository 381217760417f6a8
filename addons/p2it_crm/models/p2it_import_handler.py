from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from markupsafe import Markup
from odoo import Command, api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..domain.amount import format_amount
from ..domain.duplicates import CODE, PHONE, TAX_CODE, DuplicateIndex
from ..domain.issues import Issue
from ..domain.row_plan import CREATE, JOIN, REFUSE, has_formula_level, is_formula
from ..domain.text import fold

_CONTEXT = {
    # A file of thousands sends no mail and fills no chatter; its rows keep who did what.
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
    # Whether a tax code is right was judged already: a wrong check digit is a remark here.
    "no_vat_validation": True,
}


class P2itImportHandler(models.AbstractModel):
    """What all kinds of file have in common: rows → data → records to create or join.

    A kind inherits this, reads its cells in ``_parse``, finds the records that exist in
    ``_load_index``, and says in ``_prepare_vals`` what the record gets. Everything works on all
    rows of a batch at once, so that the number of queries does not depend on how many they are.
    """

    _name = "p2it.import.handler"
    _description = "Import Handler"

    _model = ""
    _group = "p2it_crm.group_manager"
    _required = ("name",)
    # How many rows a transaction takes; as many as usual without it.
    _batch_size = 0
    _incomparable = frozenset()
    # Whether a code is proof by itself, or may have been given to two by mistake.
    _trusts_codes = False
    # Columns whose texts become names of other records.
    _naming = ()
    # Those of them whose levels, between slashes, become one record each.
    _paths = ()

    @api.model
    def _check_allowed(self):
        """:raise AccessError: when the user may not import this kind of file"""
        if not self.env.user.has_group(self._group):
            group = self.env.ref(self._group).sudo()
            raise AccessError(
                self.env._(
                    "Only the role %(role)s imports this kind of file. Ask an administrator to "
                    "import it, or to give you the role.",
                    role=group.full_name,
                )
            )
        self._check_create_access()

    @api.model
    def _check_create_access(self):
        self.env[self._model].check_access("create")

    @api.model
    def _run(self, source, plans, dry_run):
        """Decide on rows and, unless it is a dry run, do what was decided; as ``_process``."""
        self.with_context(**_CONTEXT)._process(source, plans, dry_run)

    @api.model
    def _process(self, source, plans, dry_run):
        """Decide on rows and, unless it is a dry run, do what was decided.

        :param source: the ``p2it.import`` the rows belong to
        :param plans: list of :class:`~..domain.row_plan.RowPlan`; they hold the outcome
        :param bool dry_run: write nothing
        """
        labels = self._get_labels()
        for plan in plans:
            plan.labels = labels
            self._drop_formulas(plan)
            self._parse_required(plan)
            self._parse(plan, source)
            plan.keys = replace(plan.keys, row=plan.fingerprint)
            self._apply_strictness(plan, source)
        look = self._load_lookups(source, plans, dry_run)
        look.index = DuplicateIndex(self._trusts_codes)
        look.dry_run, look.source, look.created, look.fills = dry_run, source, {}, {}
        look.known = self._load_index(look, plans)
        for plan in plans:
            self._decide(plan, look)
        if not dry_run:
            self._execute(plans, look)

    # Hooks of a kind

    @api.model
    def _parse(self, plan, source):
        """Hook: understand the cells of ``plan`` into its ``data``, ``keys`` and ``label``."""

    @api.model
    def _load_lookups(self, source, plans, dry_run):
        """Hook: read what the rows refer to, in queries that do not depend on their number.

        :return: a namespace
        """
        return SimpleNamespace()

    @api.model
    def _load_index(self, look, plans):
        """Hook: put the records that exist into ``look.index`` under their ids.

        :return: ``{id: record}`` as the user sees it, ``None`` for a record without access
        """
        return {}

    @api.model
    def _prepare_vals(self, plan, look):
        """Hook.

        :return: values of the record, without anything empty
        """
        return {}

    @api.model
    def _after_execute(self, plans, look):
        """Hook: what needs the records of the whole batch."""

    @api.model
    def _finish(self, source):
        """Hook: what needs all rows of the file, after the last batch."""

    # Reading

    @api.model
    def _parse_required(self, plan):
        for target in self._required:
            if not plan.text(target):
                plan.refuse("missing", field=plan.labels.get(target, target))

    @api.model
    def _drop_formulas(self, plan):
        """Keep what looks like a formula out of the names of groups, tags, units and the like."""
        for target in self._naming:
            text = plan.text(target)
            if is_formula(text) or (target in self._paths and has_formula_level(text)):
                plan.warn("formula_kept", text=text)
                plan.keep(target, text)
                plan.cells[target] = ""

    @api.model
    def _refuse_formulas(self, plan):
        """Refuse a row whose short texts a spreadsheet would run when the record is exported."""
        fields = self.env[self._model]._fields
        for name, value in plan.vals.items():
            if fields[name].type == "char" and is_formula(value or ""):
                plan.refuse("formula", text=value)

    @api.model
    def _get_labels(self):
        """:return: ``{code of the target: its name}``"""
        kind = self._name.rpartition(".")[2]
        targets = self.env["p2it.import.field"].search([("kind", "=", kind)])
        return {target.code: target.name for target in targets}

    @api.model
    def _apply_strictness(self, plan, source):
        """Refuse a row for a cell that can't be understood, if the importer wants it so."""
        if source.unreadable_cell == "refuse":
            plan.refusals += [issue for issue in plan.warnings if issue.code in _UNREADABLE]

    @api.model
    def _prepare_note(self, plan, note=""):
        """Put the note and what fits no field into escaped HTML.

        It begins with a tag, so that no export of it begins like a formula.
        """
        kept = (f"{plan.labels.get(target, target)}: {text}" for target, text in plan.kept)
        lines = [*note.splitlines(), *kept]
        return Markup("<p>%s</p>") % Markup("<br/>").join(lines) if lines else False

    # Deciding

    @api.model
    def _decide(self, plan, look):
        """Say whether ``plan`` creates, joins or is refused, and what it writes."""
        # Whoever corrects a refused row wants all of its faults at once.
        self._find_record(plan, look)
        dry_run, look.dry_run = look.dry_run, look.dry_run or bool(plan.refusals)
        plan.vals = self._prepare_vals(plan, look)
        look.dry_run = dry_run
        self._refuse_formulas(plan)
        if plan.refusals:
            plan.verdict, plan.ref, plan.vals = REFUSE, None, {}
            return
        if plan.ref is None:
            plan.ref, plan.verdict = ("new", plan.number), CREATE
            look.created[plan.ref] = plan
        else:
            plan.verdict = JOIN
            plan.warnings = [issue for issue in plan.warnings if issue.code not in _QUIET_ON_JOIN]
            self._join(plan, look)
        look.index.add(plan.ref, plan.keys)

    @api.model
    def _find_record(self, plan, look):
        found = look.index.find(plan.keys)
        if found.conflict == CODE:
            holder = self._describe(found.holder, look)
            plan.refuse("code_taken", value=plan.text("code"), holder=holder)
            return
        if found.ref is not None and look.known.get(found.ref, True) is None:
            plan.refuse("company_hidden")
            return
        plan.ref = found.ref
        if found.ref is not None:
            record = self._describe(found.ref, look)
            plan.reasons.append(Issue(f"joined_{found.by}", {"record": record}))
        elif found.similar is not None and look.known.get(found.similar, True) is not None:
            plan.warn("similar", record=self._describe(found.similar, look))
        self._drop_foreign_keys(plan, look)

    @api.model
    def _drop_foreign_keys(self, plan, look):
        """Leave out numbers and tax codes that belong to somebody else."""
        keys, phones = plan.keys, []
        for phone in keys.phones:
            owner = look.index.get_owner(PHONE, phone)
            if owner in (None, plan.ref):
                phones.append(phone)
            else:
                plan.warn("phone_taken", phone=phone, holder=self._describe(owner, look))
                plan.keep("phone", phone)
        tax_code = keys.tax_code
        owner = look.index.get_owner(TAX_CODE, tax_code) if tax_code else None
        if owner not in (None, plan.ref):
            holder = self._describe(owner, look)
            plan.warn("tax_code_taken", text=tax_code, holder=holder)
            plan.keep("vat", tax_code)
            tax_code = ""
        plan.keys = replace(keys, tax_code=tax_code, phones=tuple(phones))

    @api.model
    def _describe(self, ref, look):
        """:return: the name of a record, or the number of the row that creates it"""
        if isinstance(ref, tuple):
            return self.env._("row %(number)s (%(name)s)", number=ref[1], name=look.created[ref].label)
        record = look.known.get(ref)
        if not record:
            return self.env._("a record you have no access to")
        return record.display_name or self.env._("a record without a name")

    # Joining

    @api.model
    def _join(self, plan, look):
        """Fill what is empty; say what differs."""
        if isinstance(plan.ref, tuple):
            leader = look.created[plan.ref]
            self._fill(plan, leader.vals, leader.vals.get)
            return
        record = look.known[plan.ref]
        pending = look.fills.setdefault(record.id, {})
        fills = {}
        self._fill(plan, fills, lambda name: pending.get(name) or self._get_value(record, name))
        if fills and not look.writable.get(record.id, True):
            plan.warn("no_write", record=record.display_name)
            return
        pending.update(fills)

    @api.model
    def _fill(self, plan, target, get_known):
        fields = self.env[self._model]._fields
        for name, value in plan.vals.items():
            known = get_known(name)
            if not value:
                continue
            if self._is_empty(name, known):
                target[name] = value
            elif name not in self._incomparable and not self._is_same(name, known, value):
                plan.warn(
                    "differs",
                    field=fields[name]._description_string(self.env),
                    known=self._get_text(name, known),
                    text=self._get_text(name, value),
                )

    @api.model
    def _get_value(self, record, name):
        value = record[name]
        field = record._fields[name]
        if field.relational:
            return value.id if field.type == "many2one" else value.ids
        return value

    @api.model
    def _is_empty(self, name, known):
        """Hook.

        :return: whether what is known of a field is no more than nothing said
        """
        return known in (None, False, "", 0, 0.0) or known == []

    @api.model
    def _is_same(self, name, known, value):
        if isinstance(value, list) and isinstance(known, list):
            return set(value) <= set(known)
        if isinstance(value, str) and isinstance(known, str):
            return fold(known) == fold(value)
        return known == value

    @api.model
    def _get_text(self, name, value):
        field = self.env[self._model]._fields[name]
        if field.type in ("many2one", "many2many"):
            records = self.env[field.comodel_name].browse(value)
            return ", ".join(record.display_name or "" for record in records)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type in ("float", "monetary"):
            return format_amount(Decimal(str(value)))
        return str(value)

    # Doing

    @api.model
    def _execute(self, plans, look):
        new = [plan for plan in plans if plan.verdict == CREATE]
        records = self._create_records([self._to_commands(plan.vals) for plan in new], new, look)
        ids = {plan.ref: record.id for plan, record in zip(new, records, strict=True)}
        for plan in plans:
            plan.ref = ids.get(plan.ref, plan.ref)
        for record_id, vals in look.fills.items():
            if vals:
                look.known[record_id].write(self._to_commands(vals))
        look.known.update({record.id: record for record in records})
        self._after_execute(plans, look)

    @api.model
    def _to_commands(self, vals):
        fields = self.env[self._model]._fields
        return {
            name: [Command.set(value)] if fields[name].type == "many2many" else value
            for name, value in vals.items()
        }

    @api.model
    def _create_records(self, vals_list, plans, look):
        """Hook: create the records in one batch."""
        return self.env[self._model].create(vals_list)

    # Shared look-ups

    @api.model
    def _find_ids(self, model_name, name, texts):
        """Find records by a text in any case, as no index and no domain does.

        :param str name: a stored, untranslated field
        :return: their ids, also of hidden ones
        """
        model = self.env[model_name]
        model.flush_model([name])
        wanted = sorted({text.lower() for text in texts if text})
        field = SQL.identifier(name)
        query = SQL(
            "SELECT id FROM %s WHERE lower(%s) = ANY(%s)", SQL.identifier(model._table), field, wanted
        )
        return [record_id for (record_id,) in self.env.execute_query(query)] if wanted else []

    @api.model
    def _load_known(self, look, records):
        """Sort the records found into those the user sees and those hidden from them.

        :param records: found in sudo, so that nobody creates what a rule hides from them
        :return: ``{id: record of the user or None}``
        """
        own = self.env[self._model].browse(records.ids)
        readable = set(own._filtered_access("read").ids)
        writable = set(own._filtered_access("write").ids)
        look.writable = {record_id: record_id in writable for record_id in records.ids}
        context = self.env.context
        return {
            record.id: record.with_context(**context) if record.id in readable else None for record in own
        }

    @api.model
    def _load_rows_done(self, plans):
        """:return: ``{fingerprint: id}`` of the records that the same rows made before"""
        # sudo: a colleague imported it; only the id is used
        rows = self.env["p2it.import.row"].sudo()
        found = rows._read_group(
            [
                ("fingerprint", "in", [plan.fingerprint for plan in plans]),
                ("state", "=", "done"),
                ("import_id.company_id", "=", self.env.company.id),
                ("res_model", "=", self._model),
                ("res_id", "!=", 0),
            ],
            ["fingerprint"],
            ["res_id:max"],
        )
        return dict(found)


# Told when the record was created; the note of one that exists is left alone.
_QUIET_ON_JOIN = frozenset(("credit_kept",))
_UNREADABLE = frozenset(
    (
        *("amount_ambiguous", "amount_negative", "amount_unknown", "date_impossible"),
        *("date_unknown", "days_unknown", "packaging_failed", "phone_refused"),
        *("priority_unknown", "province_unknown", "tax_code_impossible", "tax_code_length"),
        *("tax_code_not_digits", "tax_unknown", "email_invalid"),
    )
)
