"""The log's transaction id: rows are sealed in the order their transactions ended, whatever their ids."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table kernel_accesslog add column xid xid8 not null default pg_current_xact_id();"
            "create index log_xid on kernel_accesslog (xid);",
            "alter table kernel_accesslog drop column xid;",
        ),
    ]
