"""Tag citations by disease, design and further axes, each tag with the words or the heading that decided it."""

from __future__ import annotations

from ivigref.tagging.explanation import explain
from ivigref.tagging.mesh import import_mesh_xml
from ivigref.tagging.tagger import Tagger, tag, tag_record

__all__ = ["Tagger", "explain", "import_mesh_xml", "tag", "tag_record"]
