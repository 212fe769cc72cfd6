"""Files on their way to the worker."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import manciple.kernel.protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_limit"), ("organization", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.legalentity",
                    ),
                ),
            ],
            options={"verbose_name": "upload"},
        ),
        manciple.kernel.protect.Protect(name="Upload", append_only=False, audited=False),
    ]
