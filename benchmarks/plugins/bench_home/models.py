"""News, read anew for each page."""

from tortoise import fields
from tortoise.models import Model


class News(Model):
    """One line of news."""

    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=120)
    agency = fields.CharField(max_length=20)
    day = fields.DateField(db_index=True)

    class Meta:
        table = "bench_home_news"
