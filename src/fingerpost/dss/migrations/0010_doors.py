"""A door of the wire is open as long as the contract under which its touchpoint works.

A key for a touchpoint whose contract or subcontract has ended opens nothing, and no grant of a touchpoint lasts longer
than its contract. Where the same touchpoint is moved to another contract, the next key made for it goes by that one.
"""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

from fingerpost.house.rls import SYSTEM, definer_function, replaced_function

before = import_module("fingerpost.dss.migrations.0002_security")

# Where nobody acts in the end, nobody has acted: the settings of the first try are taken back.
ENTER = before.ENTER.replace(
    "     WHERE kt.key_id = door.id;",
    "     WHERE kt.key_id = door.id AND w.contract_id = ANY (a.contract_ids);",
).replace("    ELSE\n", "    ELSE\n        PERFORM fingerpost_act(NULL, request);\n")

# The contract of a touchpoint's own comes first; else the latest of whoever holds it.
MOVED = """
    IF FOUND THEN
        SELECT coalesce(t.contract_id, (
                SELECT c.id FROM organisations_contract c
                 WHERE c.prime_id = w.organisation_id OR EXISTS (
                       SELECT 1 FROM organisations_subcontract s
                        WHERE s.contract_id = c.id AND s.organisation_id = w.organisation_id)
                 ORDER BY (c.ends_on IS NULL) DESC, c.ends_on DESC, c.id LIMIT 1)) INTO under
          FROM dss_wiretouchpoint w JOIN organisations_touchpoint t ON t.id = w.touchpoint_id
         WHERE w.id = found_id AND NOT w.is_external;
        UPDATE dss_wiretouchpoint w SET contract_id = under
         WHERE w.id = found_id AND under IS NOT NULL AND w.contract_id <> under;
        IF FOUND THEN
            UPDATE staff_membership m SET contract_id = under
              FROM dss_wiretouchpoint w WHERE w.id = found_id AND m.id = w.membership_id;
        END IF;
        RETURN found_id;
    END IF;
"""
OPEN_TOUCHPOINT = before.OPEN_TOUCHPOINT.replace(
    """
    IF FOUND THEN
        RETURN found_id;
    END IF;
""",
    MOVED,
)

# Midnight in England after the last day of the contract, or of the subcontract under it.
CAP = """
DECLARE
    until timestamptz;
BEGIN
    SELECT (least(c.ends_on, CASE WHEN c.prime_id <> w.organisation_id THEN (
                SELECT max(coalesce(s.ends_on, 'infinity')) FROM organisations_subcontract s
                 WHERE s.contract_id = c.id AND s.organisation_id = w.organisation_id) END) + 1)::timestamp
           AT TIME ZONE 'Europe/London'
      INTO until
      FROM dss_wiretouchpoint w JOIN organisations_contract c ON c.id = w.contract_id
     WHERE w.account_id = NEW.account_id;
    IF until <= now() THEN
        RETURN NULL;
    END IF;
    NEW.ends_at := least(NEW.ends_at, until);
    RETURN NEW;
END
"""
TRIGGER = """
CREATE TRIGGER wire_grant_ends_with_contract BEFORE INSERT ON customers_grant FOR EACH ROW
WHEN (NEW.account_id IS NOT NULL) EXECUTE FUNCTION fingerpost_wire_grant_ends()
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0009_notices_and_collections")]

    operations: ClassVar = [
        replaced_function(
            "fingerpost_wire_enter(key_hash text, touchpoint_code text, request text)",
            ENTER,
            before.ENTER,
            returns=before.ENTERED,
        ),
        replaced_function(
            "fingerpost_wire_open_touchpoint(touchpoint_code text)",
            OPEN_TOUCHPOINT,
            before.OPEN_TOUCHPOINT,
            returns="uuid",
        ),
        # Nobody calls it but the trigger.
        definer_function("fingerpost_wire_grant_ends()", CAP, returns="trigger", role=SYSTEM),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER wire_grant_ends_with_contract ON customers_grant"),
    ]
