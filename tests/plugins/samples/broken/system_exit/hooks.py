"""Broken on purpose."""



async def page(request):
    raise RuntimeError("secret words of the page")


raise SystemExit(3)
