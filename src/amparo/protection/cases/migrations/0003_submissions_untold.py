from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_ledger_corrections'),
        ('vault', '0001_initial'),
    ]

    operations = [
        # What is there already was told of when it came.
        migrations.AddField(
            model_name='submission',
            name='untold',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='submission',
            name='untold',
            field=models.BooleanField(default=True),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('untold', True)), fields=['id'], name='submissions_untold'),
        ),
    ]
