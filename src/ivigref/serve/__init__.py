"""The page in a browser: drop a list, watch registries answer, decide on each correction, take the files away.

Each list is checked in a process of its own, which can be ended; what is stored of it lies in a private folder that is
deleted with it. The one door to Starlette and uvicorn.
"""
