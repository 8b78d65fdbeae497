"""Remissid is taken from a sequence: unique, never reused, and a deleted draft leaves a gap (RUS-11)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]
    operations = [
        migrations.RunSQL("create sequence commitments_number start 1;", "drop sequence commitments_number;"),
    ]
