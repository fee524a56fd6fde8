"""The language server: findings while a list is edited, and corrections that are those of `ivigref check --fix`.

What a document says is judged by the same pipeline as on the command line; this room turns findings into diagnostics,
corrections into edits, and records into what an editor shows. The one door to pygls.
"""
