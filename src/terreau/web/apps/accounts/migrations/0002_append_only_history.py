"""The database itself refuses to change or remove a row of the history."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSAL = "the history is only ever added to"

_SQLITE = [
    f"""
    CREATE TRIGGER history_is_not_{act}d BEFORE {act.upper()} ON accounts_historyentry
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """
    for act in ("update", "delete")
] + [
    # REPLACE deletes without a word to the trigger above.
    f"""
    CREATE TRIGGER history_is_not_replaced BEFORE INSERT ON accounts_historyentry
    WHEN EXISTS (SELECT 1 FROM accounts_historyentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """  # noqa: S608
]
_POSTGRESQL = [
    f"""
    CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER history_is_not_rewritten BEFORE UPDATE OR DELETE ON accounts_historyentry
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()
    """,
    """
    CREATE TRIGGER history_is_not_emptied BEFORE TRUNCATE ON accounts_historyentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history()
    """,
]


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of the engine."""
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[editor.connection.vendor]
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_history")]

    operations = [migrations.RunPython(guard, elidable=False)]
