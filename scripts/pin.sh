#!/usr/bin/env bash
# Write requirements*.txt from pyproject.toml, all with the same versions; --upgrade takes the newest.
# requirements-spark.txt is left alone: it is beside the others, and no part of the project asks for it.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # where to, what from, options
  local to="$1"
  shift
  uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-strip-extras --output-file "$to" "$@"
}

compile requirements-dev.txt --group dev --all-extras "$@"
# Versions that are pinned there are taken over.
cp requirements-dev.txt requirements.txt && compile requirements.txt --group build
for extra in batch index lsp mcp serve watch; do
  cp requirements-dev.txt "requirements-$extra.txt" && compile "requirements-$extra.txt" --group build --extra "$extra"
done
