"""What building a portal leaves out: that Tortoise still has what we reach into, and that models lose nothing by it."""

from __future__ import annotations

import gc

import pytest
from tortoise import Model, fields, models

from core.portal.lightly import lightly


def two_models() -> tuple[type[Model], type[Model]]:
    class First(Model):
        id = fields.IntField(primary_key=True)
        name = fields.CharField(max_length=20)
        more = fields.JSONField[dict[str, str]]()

    class Second(Model):
        id = fields.IntField(primary_key=True)
        name = fields.TextField(source_field="title")

    return First, Second


def test_models_have_the_same_filters_as_without() -> None:
    plain = two_models()
    with lightly():
        light = two_models()

    for without, model in zip(plain, light, strict=True):
        assert model._meta._filters == without._meta._filters
        assert {"id", "pk", "name__icontains", "pk__in"} <= set(model._meta._filters)
    assert light[0]._meta._filters["name"]["source_field"] == "name"
    assert light[1]._meta._filters["name"]["source_field"] == "title"
    assert light[0]._meta._filters["id__gte"] is light[1]._meta._filters["id__gte"], "columns of one name share them"


def test_everything_is_put_back_whatever_happens() -> None:
    before = models._get_comments, vars(models)["get_filters_for_field"], gc.isenabled()

    def fail() -> None:
        with lightly():
            assert (models._get_comments, vars(models)["get_filters_for_field"], gc.isenabled()) != before
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert (models._get_comments, vars(models)["get_filters_for_field"], gc.isenabled()) == before


def test_who_collects_no_garbage_goes_on_so() -> None:
    gc.disable()
    try:
        with lightly():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
