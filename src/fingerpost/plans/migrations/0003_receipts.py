"""Receipt of encrypted copies: the doors for a visitor's link and for the job that falls back to post.

A visitor with a link acts as nobody and sees no copy; the function finds it by the hash of the link and says only
whether it did anything. The job works as *system* across organisations, through two functions and nothing else.
"""

from django.conf import settings
from django.db import migrations, models

from fingerpost.house.rls import SYSTEM, definer_function
from fingerpost.house.triggers import AddConstraint

# A link works once, while the file is on its way. Its hash goes with its use (OI-14.17.xiii).
CONFIRM = """
DECLARE
    arrived record;
BEGIN
    UPDATE plans_plancopy c
       SET state = 'received', received_at = now(), received_how = 'link', receipt_hash = ''
     WHERE c.receipt_hash = given_hash AND given_hash <> '' AND c.state = 'sent'
     RETURNING c.id, c.version_id INTO arrived;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    SELECT gen_random_uuid(), 'plan.copy_received', now(), NULL, p.organisation_id, p.customer_id,
           jsonb_build_object('copy', arrived.id, 'version', v.id, 'plan', p.id)
      FROM plans_planversion v JOIN plans_plan p ON p.id = v.plan_id
     WHERE v.id = arrived.version_id;
    RETURN true;
END
"""

UNCONFIRMED = """
BEGIN
    RETURN QUERY
    SELECT c.id, c.made_at FROM plans_plancopy c
     WHERE c.way = 'encrypted' AND c.state = 'sent'
     ORDER BY c.made_at, c.id LIMIT most;
END
"""

# The row is locked by its change, so a receipt at the same moment comes before or after, never between.
FALL = """
DECLARE
    old plans_plancopy%ROWTYPE;
BEGIN
    UPDATE plans_plancopy c
       SET state = 'unconfirmed', sealed_phrase = NULL, receipt_hash = ''
     WHERE c.id = asked_copy AND c.way = 'encrypted' AND c.state = 'sent'
     RETURNING c.* INTO old;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM plans_plancopy c WHERE c.version_id = old.version_id
                      AND (c.state = 'given' OR (c.state = 'due' AND c.way = 'post'))) THEN
        INSERT INTO plans_plancopy (id, version_id, way, format, language, purpose, state, instead_of_id, wrapping,
                                    document_sha256, receipt_hash, due_at, late_reason, tracking, made_at,
                                    received_how, told_how)
        VALUES (new_copy, old.version_id, 'post', old.format, old.language, old.purpose, 'due', old.id, '',
                '', '', old.due_at, old.late_reason, '', fallen_at, '', '');
    END IF;
    INSERT INTO house_event (id, kind, happened_at, account_id, organisation_id, customer_id, subject)
    SELECT gen_random_uuid(), 'plan.copy_unconfirmed', fallen_at, NULL, p.organisation_id, p.customer_id,
           jsonb_build_object('copy', old.id, 'version', v.id, 'plan', p.id)
      FROM plans_planversion v JOIN plans_plan p ON p.id = v.plan_id
     WHERE v.id = old.version_id;
    RETURN true;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_row_security"),
        ("plans", "0002_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("house", "0002_settings_functions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="plancopy",
            name="plans_copy_state_known",
        ),
        migrations.AlterField(
            model_name="plancopy",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "To be given"),
                    ("sent", "On its way"),
                    ("received", "The file has arrived"),
                    ("given", "Given"),
                    ("unconfirmed", "Nobody said that it arrived"),
                    ("stopped", "Stopped"),
                    ("kept", "Printed, and not for the customer"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="plancopyevent",
            name="state",
            field=models.CharField(
                choices=[
                    ("due", "To be given"),
                    ("sent", "On its way"),
                    ("received", "The file has arrived"),
                    ("given", "Given"),
                    ("unconfirmed", "Nobody said that it arrived"),
                    ("stopped", "Stopped"),
                    ("kept", "Printed, and not for the customer"),
                ],
                max_length=12,
            ),
        ),
        AddConstraint(
            model_name="plancopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["due", "sent", "received", "given", "unconfirmed", "stopped", "kept"])
                ),
                name="plans_copy_state_known",
            ),
        ),
        AddConstraint(
            model_name="plancopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["sent", "received"]),
                    models.Q(("receipt_hash", ""), ("sealed_phrase__isnull", True)),
                    _connector="OR",
                ),
                name="plans_phrase_only_while_awaited",
            ),
        ),
        AddConstraint(
            model_name="plancopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "kept"),
                        models.Q(("purpose", "for_customer"), _negated=True),
                        ("way", "print"),
                    ),
                    models.Q(models.Q(("state", "kept"), _negated=True), ("purpose", "for_customer")),
                    _connector="OR",
                ),
                name="plans_kept_is_a_print",
            ),
        ),
        AddConstraint(
            model_name="plancopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["due", "sent", "received"])),
                fields=("version", "way"),
                name="plans_one_copy_of_a_way_at_a_time",
            ),
        ),
        definer_function("fingerpost_confirm_receipt(given_hash text)", CONFIRM, returns="boolean"),
        definer_function(
            "fingerpost_unconfirmed_copies(most integer)",
            UNCONFIRMED,
            returns="TABLE (copy_id uuid, sent_at timestamptz)",
            volatility="STABLE",
            role=SYSTEM,
        ),
        definer_function(
            "fingerpost_fall_to_post(asked_copy uuid, new_copy uuid, fallen_at timestamptz)",
            FALL,
            returns="boolean",
            role=SYSTEM,
        ),
    ]
