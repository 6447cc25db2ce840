"""Row-level security in migrations: grants to the app role and the policies under each table.

Tables belong to *owner*; the web and the worker connect as *app*, which owns nothing. A table that
no migration mentions here can't be touched by *app* at all: deny by default, also in the database.
Policies are written as SQL expressions over the helper functions of the first house migration
(``fingerpost_me()`` and its kin), which read the transaction's settings.
"""

from collections.abc import Sequence

from django.db import migrations

APP = "fingerpost_app"
SYSTEM = "fingerpost_system"

#: May the actor see the customer in column {column}? A grant that is live for them says so;
#: the policy on customers_grant itself decides which grants those are.
GRANTED = "EXISTS (SELECT 1 FROM customers_grant g WHERE g.customer_id = {column})"


def granted(column: str) -> str:
    """The predicate "the actor holds a live grant on the customer in this column"."""
    return GRANTED.format(column=column)


def grant_app(table: str, privileges: str, *, role: str = APP) -> migrations.RunSQL:
    """Let a role use a table (``"SELECT, INSERT"``; columns in brackets as SQL writes them)."""
    return migrations.RunSQL(
        f"GRANT {privileges} ON {table} TO {role}",
        f"REVOKE {privileges} ON {table} FROM {role}",
    )


def enable(table: str) -> migrations.RunSQL:
    """Switch row security on: from here *app* sees no row without a policy."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


def policy(
    table: str,
    name: str,
    command: str,
    *,
    using: str | None = None,
    check: str | None = None,
    role: str = APP,
) -> migrations.RunSQL:
    """One named policy for one command (SELECT, INSERT, UPDATE, DELETE)."""
    clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} FOR {command} TO {role}{clauses}",
        f"DROP POLICY {name} ON {table}",
    )


def protect(
    table: str,
    *,
    see: str,
    add: str | None = None,
    change: str | None = None,
    remove: str | None = None,
) -> list[migrations.RunSQL]:
    """Row security on, privileges and policies for *app*.

    ``see``, ``add``, ``change`` and ``remove`` are SQL predicates over a row of ``table``. What is
    left out is not granted at all.
    """
    operations = [enable(table), grant_app(table, "SELECT")]
    operations.append(policy(table, "app_sees", "SELECT", using=see))
    if add is not None:
        operations += [grant_app(table, "INSERT"), policy(table, "app_adds", "INSERT", check=add)]
    if change is not None:
        operations += [
            grant_app(table, "UPDATE"),
            policy(table, "app_changes", "UPDATE", using=change, check=change),
        ]
    if remove is not None:
        operations += [
            grant_app(table, "DELETE"),
            policy(table, "app_removes", "DELETE", using=remove),
        ]
    return operations


def protect_history(event_table: str, *, see: str) -> list[migrations.RunSQL]:
    """Row security under a history table.

    The trigger inserts with the rights of whoever writes, so *app* may insert, but only from within a trigger;
    it may never change or remove history, and sees only the history of rows it may see.
    """
    return [
        enable(event_table),
        grant_app(event_table, "SELECT, INSERT"),
        policy(event_table, "app_sees", "SELECT", using=see),
        policy(event_table, "history_is_written", "INSERT", check="pg_trigger_depth() > 0"),
    ]


def stays(table: str, columns: str, *, once: str = "", also: str = "") -> migrations.RunSQL:
    """Columns that *app* may fill when it adds a row and never change: whose a row is, and by whom.

    A policy sees the row before or the row after, never both, so it can't keep a row from being carried to
    another customer; a trigger can. ``once`` names columns that may still be filled while they are empty,
    ``also`` a further predicate over OLD and NEW that is refused. Functions that run as *owner* are not bound.
    """
    refused = [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns.split()]
    refused += [
        f"(OLD.{name} IS NOT NULL AND OLD.{name} IS DISTINCT FROM NEW.{name})" for name in once.split()
    ]
    refused += [f"({also})"] if also else []
    return migrations.RunSQL(
        f"CREATE TRIGGER app_leaves_in_place BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN ({' OR '.join(refused)}) EXECUTE FUNCTION fingerpost_refuse_change()",
        f"DROP TRIGGER app_leaves_in_place ON {table}",
    )


def definer_function(
    signature: str, body: str, *, returns: str, volatility: str = "VOLATILE", role: str = APP
) -> migrations.RunSQL:
    """A PL/pgSQL function that runs as *owner* with a fixed search path, callable by one role.

    ``signature`` is ``name(arg type, ...)``. These functions are the only doors through row
    security; each checks, logs and then does one thing.
    """
    name = signature.split("(", 1)[0]
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {signature} RETURNS {returns}
        LANGUAGE plpgsql {volatility} SECURITY DEFINER
        SET search_path = public, pg_temp
        AS $fingerpost$
        {body}
        $fingerpost$;
        REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {name} TO {role};
        """,
        f"DROP FUNCTION {name}",
    )


def replaced_function(
    signature: str, body: str, before: str, *, returns: str, volatility: str = "VOLATILE", role: str = APP
) -> migrations.RunSQL:
    """Another body for a function of ``definer_function``; back again it has the one ``before``."""
    ways = (
        definer_function(signature, each, returns=returns, volatility=volatility, role=role)
        for each in (body, before)
    )
    forward, back = (str(each.sql).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for each in ways)
    return migrations.RunSQL(forward, back)


def flatten(*groups: Sequence[migrations.RunSQL]) -> list[migrations.RunSQL]:
    """Join groups of operations into one list for ``operations``."""
    return [operation for group in groups for operation in group]
