"""The numbers of specialist referrals and of emergency admissions, each from a sequence of its own: unique, never reused."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_specialist")]
    operations = [
        migrations.RunSQL("create sequence commitments_svr_number start 1;", "drop sequence commitments_svr_number;"),
        migrations.RunSQL(
            "create sequence commitments_acute_number start 1;", "drop sequence commitments_acute_number;"
        ),
    ]
