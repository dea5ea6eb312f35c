from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("vault", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="keyepoch",
            name="owed_on",
            field=models.DateField(null=True),
        ),
    ]
