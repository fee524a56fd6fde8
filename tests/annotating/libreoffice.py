"""LibreOffice as a client: it opens what we write, decides on its changes, and says what it has found in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed here")
SECONDS = 240  # for a start on a busy machine; one takes two
_DOCTYPE = '<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}">'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns:library="http://openoffice.org/2000/library"'
# A library of macros in the form in which a profile has it.
_PROFILE = {
    "script.xlc": f"{_XML}{_DOCTYPE.format('library:libraries', 'libraries.dtd')}"
    f'<library:libraries {_SPACE} xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard"'
    ' xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/></library:libraries>',
    "Standard/script.xlb": f"{_XML}{_DOCTYPE.format('library:library', 'library.dtd')}"
    f'<library:library {_SPACE} library:name="Standard" library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Module1"/></library:library>',
    "Standard/Module1.xba": f"{_XML}{_DOCTYPE.format('script:module', 'module.dtd')}"
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
    ' script:language="StarBasic">\n'
    """Sub Decide(source As String, target As String, what As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(document.CurrentController.Frame, what, "", 0, Array())
  Dim text(1) As New com.sun.star.beans.PropertyValue
  text(0).Name = "FilterName"
  text(0).Value = "Text (encoded)"
  text(1).Name = "FilterOptions"
  text(1).Value = "UTF8,LF"
  document.storeToURL(target, text())
  document.close(True)
End Sub
</script:module>
""",
}


class LibreOffice:
    """An office with a profile of its own, which has our macro."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run("--terminate_after_init")  # a profile that is made anew has no macros
        for name, text in _PROFILE.items():
            place = folder / "profile/user/basic" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    def text(self, document: Path, *, decided: str = "Accept") -> str:
        """Return the text of a document in which LibreOffice has accepted or rejected ("Reject") all changes."""
        target = self._folder / f"{document.name}.{decided}.txt"
        what = f".uno:{decided}AllTrackedChanges"
        call = f'macro:///Standard.Module1.Decide("{document.as_uri()}","{target.as_uri()}","{what}")'
        self._run(call)
        return target.read_text(encoding="utf-8-sig")

    def saved(self, document: Path) -> bytes:
        """Return a document as LibreOffice saves it, as a flat OpenDocument file."""
        self._run("--convert-to", "fodt", "--outdir", str(self._folder), str(document))
        return (self._folder / document.name).with_suffix(".fodt").read_bytes()

    def _run(self, *arguments: str) -> None:
        assert PROGRAM is not None
        profile = (self._folder / "profile").as_uri()
        command = [PROGRAM, f"-env:UserInstallation={profile}", "--headless", "--norestore", *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603  (our own arguments)
