"""The number of a consultation is taken from a sequence: unique, never reused, and a deleted draft leaves a gap."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_worklists")]
    operations = [
        migrations.RunSQL("create sequence referrals_number start 1;", "drop sequence referrals_number;"),
    ]
