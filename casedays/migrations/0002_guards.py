"""What the ORM cannot say: composite foreign keys, and that cases of one day do not overlap.

Only core PostgreSQL is used. Every statement can be taken back.
"""

from django.db import migrations


def composite(
    table: str, name: str, columns: str, target: str, target_columns: str, *, cascade: bool = False
) -> migrations.RunSQL:
    """A composite foreign key, checked at commit unless it cascades."""
    action = "ON UPDATE CASCADE" if cascade else "DEFERRABLE INITIALLY DEFERRED"
    return migrations.RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target} ({target_columns}) {action}",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("casedays", "0001_initial")]

    operations = [
        composite(
            "casedays_caseday",
            "casedays_caseday_site_of_practice",
            "site_id, practice_id",
            "practices_site",
            "id, practice_id",
        ),
        composite(
            "casedays_assignment",
            "casedays_assignment_date_of_day",
            "case_day_id, date",
            "casedays_caseday",
            "id, date",
            cascade=True,
        ),
        composite(
            "casedays_assignment",
            "casedays_assignment_type_of_clinician",
            "clinician_id, provider_type",
            "accounts_clinician",
            "id, provider_type",
        ),
        composite(
            "casedays_offer",
            "casedays_offer_type_of_clinician",
            "clinician_id, provider_type",
            "accounts_clinician",
            "id, provider_type",
        ),
        composite(
            "casedays_case",
            "casedays_case_day_of_practice",
            "case_day_id, practice_id",
            "casedays_caseday",
            "id, practice_id",
        ),
        composite(
            "casedays_case",
            "casedays_case_patient_of_practice",
            "patient_id, practice_id",
            "practices_patient",
            "id, practice_id",
        ),
        migrations.RunSQL(
            # Minutes since midnight, moved apart by day: one number line on which bookings of one day must not overlap.
            sql="""
                ALTER TABLE casedays_case ADD CONSTRAINT casedays_case_times_apart EXCLUDE USING gist (
                    int8range(
                        case_day_id * 10000 + (extract(hour from start_time) * 60 + extract(minute from start_time))::bigint,
                        case_day_id * 10000 + (extract(hour from start_time) * 60 + extract(minute from start_time))::bigint + minutes
                    ) WITH &&
                ) WHERE (status = 'booked')
            """,
            reverse_sql="ALTER TABLE casedays_case DROP CONSTRAINT casedays_case_times_apart",
        ),
    ]
