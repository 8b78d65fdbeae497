"""Foreign keys that nobody asks by lose their index: every write paid for it (measured in docs/performance.md)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0003_sign_in_failure'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='changed_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='case',
            name='opened_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='case',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person'),
        ),
        migrations.AlterField(
            model_name='case',
            name='region',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.region'),
        ),
        migrations.AlterField(
            model_name='case',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.unit'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.case'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='staff',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='document',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.case'),
        ),
        migrations.AlterField(
            model_name='document',
            name='signed_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='document',
            name='signed_unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.unit'),
        ),
        migrations.AlterField(
            model_name='history',
            name='assignment',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.assignment'),
        ),
        migrations.AlterField(
            model_name='history',
            name='case',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.case'),
        ),
        migrations.AlterField(
            model_name='history',
            name='on_behalf_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='history',
            name='staff',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='history',
            name='unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.unit'),
        ),
        migrations.AlterField(
            model_name='task',
            name='done_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='task',
            name='staff',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.staff'),
        ),
        migrations.AlterField(
            model_name='task',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.unit'),
        ),
    ]
