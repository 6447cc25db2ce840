"""Customers in numbers: rows of the record as pages make them, and the wire's view of each."""

from __future__ import annotations

from tests.dss.syncing.two import WRITER, Service

_CUSTOMERS = """
INSERT INTO customers_customer
    (id, state, title, given_name, family_name, known_as, date_of_birth, gender, unique_learner_number,
     introduced_by, introduced_by_detail, preferred_contact_method, preferred_language, digital_ability,
     agrees_to_user_research, agrees_to_market_research, registered_at, opened_by_id, organisation_id, version)
SELECT gen_random_uuid(), 'confirmed', 99, 'Aria', %s || translate(n::text, '0123456789', 'abcdefghij'), '',
       date '1950-01-01' + (n * 7) %% 18000, 99, '', 12, '', 99, 'en-GB', '', false, false,
       now() - interval '400 days', w.account_id, w.organisation_id, 1
  FROM generate_series(1, %s) n, dss_wiretouchpoint w WHERE w.code = %s
RETURNING id::text
"""
# What the wire said of the first is said of all, with their own names and ids: mirroring each takes long.
_MIRRORED = """
INSERT INTO dss_wirerecord
    (id, resource, customer_id, touchpoint, modified_by, modified_at, body, told, version)
SELECT c.id, r.resource, c.id, r.touchpoint, r.modified_by, r.modified_at,
       r.body || jsonb_build_object('FamilyName', c.family_name, 'DateofBirth', c.date_of_birth || 'T00:00:00Z')
              || CASE WHEN r.body ? 'CustomerId' THEN jsonb_build_object('CustomerId', c.id) ELSE '{}' END,
       r.told || jsonb_build_object('FamilyName', c.family_name, 'DateofBirth', c.date_of_birth || 'T00:00:00Z'),
       1
  FROM customers_customer c, dss_wirerecord r
 WHERE r.id = %s AND c.id = ANY (%s::uuid[]) AND c.id <> r.id
"""
_MARKED = """
INSERT INTO dss_wiremark (customer_id, events_seen, mirrored_at)
SELECT c, m.events_seen, m.mirrored_at FROM unnest(%s::uuid[]) c, dss_wiremark m WHERE m.customer_id = %s AND c <> %s
"""


def settle(service: Service, customers: int, *, family: str) -> list[str]:
    """So many confirmed customers whose family names begin alike, all but one known to the wire; their ids."""
    with service.as_superuser() as connection:
        ids = [row[0] for row in connection.execute(_CUSTOMERS, [family, customers, WRITER]).fetchall()]
        first = service.ask("GET", f"/customers/api/Customers/{ids[0]}")
        assert first.status_code == 200, first.text
        connection.execute(_MIRRORED, [ids[0], ids])
        connection.execute(_MARKED, [ids, ids[0], ids[0]])
        connection.execute("ANALYZE")
    return ids
