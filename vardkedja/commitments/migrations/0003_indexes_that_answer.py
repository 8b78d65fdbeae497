"""Foreign keys that nobody asks by lose their index: every write paid for it (measured in docs/performance.md)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0002_number'),
        ('kernel', '0004_indexes_that_answer'),
    ]

    operations = [
        migrations.AlterField(
            model_name='commitment',
            name='cancelled_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='issued_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='other_region',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.region'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='payer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.region'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='posted_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='commitment',
            name='unavailable_confirmed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
    ]
