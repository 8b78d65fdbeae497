"""Wrong passwords, counted per name; and history of what is no case, found by its subject."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_log_order")]
    operations = [
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("username_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["username_hash", "at"], name="sign_in_failure_of_name")]},
        ),
        migrations.AddIndex(
            model_name="history",
            index=models.Index(fields=["subject", "-id"], condition=~models.Q(subject=""), name="history_of_subject"),
        ),
    ]
