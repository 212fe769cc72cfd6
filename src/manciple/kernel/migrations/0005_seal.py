"""Seals on the audit log, and the order in which it is read for them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import manciple.kernel.models
import manciple.kernel.protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_statistics"), ("organization", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.IntegerField(default=0)),
                ("through", manciple.kernel.models.TransactionId()),
                ("rows", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.legalentity",
                    ),
                ),
            ],
            options={"verbose_name": "audit seal"},
        ),
        migrations.AddConstraint(
            model_name="auditseal",
            constraint=models.UniqueConstraint(
                fields=("company", "number"), name="kernel_seal_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["xid", "id"], name="kernel_change_feed"),
        ),
        manciple.kernel.protect.Protect(name="AuditSeal", append_only=True, audited=False),
    ]
