"""Forged requests are refused, and honest ones are not."""

from __future__ import annotations

import itertools

import pytest

from core.security.csrf import crossed, make_token, token_fits

KEY = b"k" * 32
OWN = "https://layanan.example.go.id"
SITES = ("same-origin", "none", "same-site", "cross-site", "")
ORIGINS = {"ok": OWN, "evil": "https://evil.example", "null": "null", "absent": ""}
TOKENS = ("ok", "other session", "absent")

# What the two headers say together, for every combination: only these may pass, and only with their own token.
BELIEVED = {
    ("same-origin", "ok"),
    ("same-origin", "null"),  # a page with no-referrer posts to itself
    ("same-origin", "absent"),
    ("none", "ok"),
    ("none", "null"),
    ("none", "absent"),
    ("", "ok"),
    ("", "absent"),  # so old that the token alone decides
}


@pytest.mark.parametrize(("site", "origin", "token"), list(itertools.product(SITES, ORIGINS, TOKENS)))
def test_row_05_only_our_own_pages_with_their_own_token_may_post(site: str, origin: str, token: str) -> None:
    sid = "s" * 43
    tokens = {"ok": make_token(KEY, sid), "other session": make_token(KEY, "t" * 43), "absent": ""}

    passes = not crossed(site, ORIGINS[origin], OWN) and token_fits(KEY, sid, tokens[token])

    assert passes == ((site, origin) in BELIEVED and token == "ok")


def test_row_05_a_sibling_under_the_same_domain_is_another_site() -> None:
    assert crossed("same-site", "https://lain.example.go.id", OWN)


@pytest.mark.parametrize(
    "other", ["https://layanan.example.go.id:8443", "http://layanan.example.go.id", "https://layanan.example.go.id.evil.example", OWN + "/"]
)
def test_row_05_an_origin_is_compared_whole(other: str) -> None:
    assert crossed("", other, OWN)


def test_two_tokens_of_one_session_differ_and_both_fit() -> None:
    one, two = make_token(KEY, "s" * 43), make_token(KEY, "s" * 43)

    assert one != two
    assert token_fits(KEY, "s" * 43, one)
    assert token_fits(KEY, "s" * 43, two)


@pytest.mark.parametrize("token", ["", ".", "x" * 66, "a" * 22 + "." + "b" * 43, "é" * 66, "a" * 1_000_000, "=" * 22 + "." + "b" * 43])
def test_a_token_of_any_other_shape_fits_nothing(token: str) -> None:
    assert not token_fits(KEY, "s" * 43, token)


def test_no_token_fits_a_visitor_without_a_session() -> None:
    assert not token_fits(KEY, "", make_token(KEY, ""))


def test_a_token_made_with_another_key_does_not_fit() -> None:
    assert not token_fits(KEY, "s" * 43, make_token(b"x" * 32, "s" * 43))
