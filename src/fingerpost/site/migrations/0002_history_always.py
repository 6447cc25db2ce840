"""History can't be switched off by whoever writes.

The library of the triggers asks a setting of the transaction which triggers to pass over, and any role may write
that setting. Nobody here passes history over: the function that is asked says no. A later migration that installs
a trigger brings the library's function back; tests/security notices, and this is then said again after it.
"""

from django.db import migrations

ALWAYS = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT false $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0001_library_tables"),
        ("customers", "0001_initial"),
        ("interactions", "0001_initial"),
        ("appointments", "0002_initial"),
        ("safeguarding", "0001_initial"),
        ("organisations", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [migrations.RunSQL(ALWAYS, migrations.RunSQL.noop)]
