def migrate(cr, version):
    """Settlements are never deleted: entries need no foreign key to them, which costs a microsecond each."""
    cr.execute(
        "ALTER TABLE p2it_commission_entry DROP CONSTRAINT IF EXISTS p2it_commission_entry_settlement_id_fkey"
    )
