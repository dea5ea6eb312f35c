"""Two models; the benchmarks make their tables."""

from django.db import models


class Thing(models.Model):
    kind = models.IntegerField()
    name = models.TextField()

    class Meta:
        app_label = "bare"
        db_table = "things"


class Kept(models.Model):
    id = models.AutoField(primary_key=True)
    token = models.TextField()
    lookup = models.TextField()
    content = models.BinaryField()
    day = models.DateField()

    class Meta:
        app_label = "bare"
        db_table = "kept"
