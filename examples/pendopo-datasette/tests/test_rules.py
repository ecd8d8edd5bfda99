"""It holds to all that is asked of plugins: public imports only, words, passport, plain HTML, weight."""


def test_it_is_a_good_plugin(assert_plugin_ok):
    assert_plugin_ok("datasette")
