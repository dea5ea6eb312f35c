"""One model; the benchmark makes its table."""

from django.db import models


class Thing(models.Model):
    kind = models.IntegerField()
    name = models.TextField()

    class Meta:
        app_label = "bare"
        db_table = "things"
