"""Broken on purpose."""



async def page(request):
    raise RuntimeError("secret words of the page")


import nothing_of_this_name  # noqa: E402,F401
