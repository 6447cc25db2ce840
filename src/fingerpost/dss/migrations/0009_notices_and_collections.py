"""Collections and notices ask who may still see a customer.

A collection holds only customers whom its touchpoint may see now. A try without an answer uses up none of a notice's
tries, and what is kept of such tries has an end.
"""

from typing import ClassVar

from django.db import migrations

from fingerpost.dss.migrations._notices_by_system import BY_SYSTEM, EXTRACT, MARK, SEES, TIDY
from fingerpost.house.rls import SYSTEM, replaced_function

# By the helpline's code also goes out what an organisation without a touchpoint of its own recorded: nobody collects
# under it.
COLLECTED = """FROM dss_wirerecord o
          JOIN dss_wiretouchpoint w ON w.code = touchpoint_code
         WHERE touchpoint_code <> '0000000999' AND {sees}
           AND o.resource = 'outcomes'""".format(sees=SEES.format(customer="o.customer_id"))
EXTRACT_NOW = EXTRACT.replace(
    """FROM dss_wirerecord o
         WHERE o.resource = 'outcomes'""",
    COLLECTED,
)

# One that is never answered while others of its listener are waits longer each time too, as long as its listener
# would be left alone: it does not hold them up for good.
MARK_NOW = MARK.replace(
    "SET state = m.state, due_at = m.due_at, state_at = at,",
    """SET state = m.state, state_at = at,
           due_at = CASE WHEN m.answer = 0 THEN greatest(m.due_at, at + make_interval(secs => least(600, power(2,
               (SELECT least(10, count(*)) FROM dss_wirenoticeattempt a
                 WHERE a.notice_id = n.place AND a.http_status = 0))))) ELSE m.due_at END,""",
).replace("WHEN m.answer IS NULL THEN 0", "WHEN m.answer IS NULL OR m.answer = 0 THEN 0")

# What waits is kept until it is taken, and its tries without an answer are many.
TIDY_NOW = TIDY.replace(
    "    WITH old AS (",
    """    DELETE FROM dss_wirenoticeattempt a USING dss_wirenotice n
     WHERE n.place = a.notice_id AND n.state = 'waiting' AND a.http_status = 0 AND a.tried_at < older;
    WITH old AS (""",
)


def changed(name: str, before: str, now: str) -> migrations.RunSQL:
    """A function of ``0004_notices`` with another body."""
    signature = next(each for each in BY_SYSTEM if each.startswith(f"fingerpost_wire_{name}("))
    return replaced_function(signature, now, before, returns=BY_SYSTEM[signature][1], role=SYSTEM)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dss", "0008_search")]

    operations: ClassVar = [
        changed("extract", EXTRACT, EXTRACT_NOW),
        changed("mark_notices", MARK, MARK_NOW),
        changed("tidy", TIDY, TIDY_NOW),
    ]
