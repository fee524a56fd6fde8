"""The one writer of files, on real devices, pipes, links, rights and full disks."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ivigref.errors import InputError
from ivigref.writing import same_file, write, write_parts

NOBODY = 65534
HERE = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # what this process imports from
FULL = """
import resource, sys
from pathlib import Path
from ivigref.writing import write
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, resource.RLIM_INFINITY))
try:
    write(Path(sys.argv[1]), "new" * 10_000)
except OSError as error:
    print(error.strerror)
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a file that is there already."""
    path = tmp_path / "refs.bib"
    path.write_text("old", encoding="utf-8")
    return path


def alone(path: Path) -> bool:
    """Tell whether nothing was left beside a file."""
    return [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_a_terminal_is_written_into() -> None:
    """A device stays one: this is a real terminal, and what was written arrives at its other end."""
    ours, theirs = os.openpty()
    name = Path(os.ttyname(theirs))
    try:
        write(name, "new\n")
        assert os.read(ours, 100) == b"new\r\n"
        assert stat.S_ISCHR(name.stat().st_mode)
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_device_that_is_full_says_so() -> None:
    """What /dev/full refuses is an error, and /dev/full is still a device."""
    with pytest.raises(OSError, match="No space left"):
        write(Path("/dev/full"), "new")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.parametrize("through_a_link", [False, True])
def test_a_pipe_is_written_into(tmp_path: Path, *, through_a_link: bool) -> None:
    """A named pipe stays one; more than it holds at once goes through it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "link"
    link.symlink_to(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(link if through_a_link else pipe, "new" * 100_000)
    reader.join()
    assert got == [b"new" * 100_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.enable_socket  # of this machine's own file system
def test_a_socket_is_written_into() -> None:
    """Whoever listens at a socket gets what is written."""
    folder = tempfile.mkdtemp()  # a socket's name may have a hundred characters
    path = Path(folder, "s")
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
            listening.listen()
            write(path, "new")
            connection, _ = listening.accept()
            with connection:
                assert connection.recv(100) == b"new"
        assert stat.S_ISSOCK(path.stat().st_mode)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("out", ["/dev/stdout", "log"])
def test_what_is_open_as_standard_output_is_written_through_it(tmp_path: Path, out: str) -> None:
    """A shell that appends to a log keeps what stands there, and what it appends later comes after."""
    log = tmp_path / "log"
    log.write_text("before\n", encoding="utf-8")
    code = "import sys; from pathlib import Path; from ivigref.writing import write\nprint('said')\nwrite(Path(sys.argv[1]), 'new\\n')\nprint('after')"
    with log.open("a", encoding="utf-8") as target:
        subprocess.run([sys.executable, "-c", code, out], stdout=target, cwd=tmp_path, env=HERE, check=True)  # noqa: S603
    assert log.read_text(encoding="utf-8") == "before\nsaid\nnew\nafter\n"


def test_a_link_stays_a_link(old: Path) -> None:
    """Its target is written, be it there or not."""
    link, later = old.with_name("link"), old.with_name("later")
    link.symlink_to(old.name)
    write(link, "new")
    assert link.is_symlink()
    assert old.read_text(encoding="utf-8") == "new"
    later.symlink_to("not-yet.bib")
    write(later, "new")
    assert later.is_symlink()
    assert old.with_name("not-yet.bib").read_text(encoding="utf-8") == "new"


def test_links_that_lead_back_to_themselves_are_refused(tmp_path: Path) -> None:
    """The message is one line with the place."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="a: expected a file, found a link that leads back to itself"):
        write(tmp_path / "a", "new")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o4755])
def test_the_mode_stays(old: Path, mode: int) -> None:
    """Whoever could read the old file can read the new one, and nobody else."""
    old.chmod(mode)
    write(old, "new")
    assert stat.S_IMODE(old.stat().st_mode) == mode


def test_a_new_file_gets_what_the_shell_gives(tmp_path: Path) -> None:
    """Not the privacy of a temporary file."""
    mask = os.umask(0o027)
    try:
        write(tmp_path / "new.bib", "new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.bib").stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_and_the_group_stay(old: Path) -> None:
    """Root corrects the file of somebody, and it is still theirs."""
    os.chown(old, NOBODY, NOBODY)
    old.chmod(0o640)
    write(old, "new")
    about = old.stat()
    assert (about.st_uid, about.st_gid, stat.S_IMODE(about.st_mode)) == (NOBODY, NOBODY, 0o640)


def test_all_names_of_a_file_show_what_was_written(old: Path) -> None:
    """A hard link is not broken, and how many names there are is told."""
    other = old.with_name("other.bib")
    other.hardlink_to(old)
    assert write(old, "new and longer").names == 2
    assert other.read_text(encoding="utf-8") == "new and longer"
    assert write(other, "less").names == 2
    assert old.read_text(encoding="utf-8") == "less"
    assert old.samefile(other)
    assert alone(old)


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_a_file_that_nobody_may_write_is_refused(old: Path, mode: int) -> None:
    """Also for root, to whom the system refuses nothing."""
    old.chmod(mode)
    with pytest.raises(InputError, match="may not be written"):
        write(old, "new")
    assert old.read_text(encoding="utf-8") == "old"
    assert alone(old)


@pytest.mark.parametrize("error", [errno.EACCES, errno.EPERM, errno.EBUSY])
@pytest.mark.parametrize("step", ["mkstemp", "chown", "replace"])
def test_where_no_other_file_may_take_its_place_a_file_is_written_in_place(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: int
) -> None:
    """A folder of others, a group's file that only its owner may give away, a single file that is mounted."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    number = old.stat().st_ino
    if step == "mkstemp":
        monkeypatch.setattr("tempfile.mkstemp", refuse)
    elif step == "chown":
        monkeypatch.setattr("ivigref.writing._dress", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    write(old, "new")
    assert (old.read_text(encoding="utf-8"), old.stat().st_ino) == ("new", number)
    assert alone(old)
    if step != "chown":
        with pytest.raises(OSError, match=re.escape(os.strerror(error))):
            write(old.with_name("new.bib"), "new")


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_full_disk_leaves_the_old_file(old: Path, *, is_linked: bool) -> None:
    """A process that may write 5,000 bytes cannot write 30,000: the old file is whole, and nothing lies beside it."""
    if is_linked:
        old.with_name("other.bib").hardlink_to(old)
    run = subprocess.run([sys.executable, "-c", FULL, old], capture_output=True, text=True, env=HERE, check=True)  # noqa: S603
    assert run.stdout == "File too large\n"
    assert old.read_text(encoding="utf-8") == "old"
    assert alone(old)


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_small_file_system_that_is_full_leaves_the_old_file(tmp_path: Path, *, is_linked: bool) -> None:
    """The same on a file system of 64 kB of its own."""
    code = FULL.replace("resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, resource.RLIM_INFINITY))", "").replace(
        "10_000", "100_000"
    )
    script = (
        'mount -t tmpfs -o size=64k none "$1" && printf old > "$1/refs.bib" || exit 77\n'
        + ('ln "$1/refs.bib" "$1/other.bib"\n' if is_linked else "")
        + '"$2" -c "$3" "$1/refs.bib"; cat "$1/refs.bib"; ls -A "$1" | grep -c "^[.]"'
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(tmp_path), sys.executable, code]  # fmt: skip
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare to mount a small file system with")
    run = subprocess.run(command, capture_output=True, text=True, env=HERE, check=False)  # noqa: S603
    if run.returncode == 77 or "unshare" in run.stderr:
        pytest.skip("this system lets nobody mount a small file system")
    assert run.stdout == "No space left on device\nold0\n"


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    """A compressed vocabulary is no text."""
    write(tmp_path / "data", b"\x00\xff\r\n")
    assert (tmp_path / "data").read_bytes() == b"\x00\xff\r\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """And stays what it is."""
    with pytest.raises(IsADirectoryError):
        write(tmp_path, "new")


def test_a_file_is_known_by_every_name(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links of both kinds, other ways to the same place, standard input, and one of several inputs."""
    link, hard, other = old.with_name("link"), old.with_name("hard"), old.with_name("other")
    link.symlink_to(old)
    hard.hardlink_to(old)
    other.write_text("old", encoding="utf-8")
    for name in (old, link, hard, old.parent / "." / old.name):
        assert same_file(name, [other, old]) == str(old)
        assert same_file(old, [name]) == str(name)
    assert same_file(old, [other, old.with_name("missing"), "bad\x00name"]) is None
    assert same_file(old.with_name("missing"), [old.with_name("missing")]) is None
    number = os.open(old, os.O_RDONLY)
    held = os.dup(0)
    os.dup2(number, 0)
    try:
        monkeypatch.setattr("sys.stdin", sys.__stdin__)
        assert same_file(link, ["-"]) == "-"
        assert same_file(other, ["-"]) is None
    finally:
        os.dup2(held, 0)
        os.close(held)
        os.close(number)


def test_a_name_may_be_as_long_as_the_system_lets_it(tmp_path: Path) -> None:
    """Whatever is written beside has a shorter one."""
    path = tmp_path / ("皮" * 85)
    write(path, "new")
    write(path, "newer")
    assert path.read_text(encoding="utf-8") == "newer"


@pytest.mark.parametrize("sign", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize("step", ["os.fsync", "shutil.copymode", "pathlib.Path.replace", "pathlib.Path.read_bytes"])
def test_who_is_stopped_at_any_moment_leaves_the_old_file(old: Path, step: str, sign: str) -> None:
    """Whether the system ends the process or its user does; the user's way leaves nothing beside the file."""
    module, _, name = step.partition(".")
    code = (
        f"import os, pathlib, shutil, signal, sys\nfrom ivigref.writing import write\n"
        f"signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job would ignore it
        f"{module}.{name} = lambda *_: os.kill(os.getpid(), signal.{sign}) or signal.pause()\n"
        f"write(pathlib.Path(sys.argv[1]), 'new')\n"
    )
    run = subprocess.run([sys.executable, "-c", code, old], capture_output=True, text=True, env=HERE, check=False)  # noqa: S603
    assert run.returncode != 0
    assert old.read_text(encoding="utf-8") == "old"
    assert sign == "SIGKILL" or alone(old)


def in_parts(number: int) -> Iterator[str]:
    """Yield a text of so many parts."""
    return (f"é{n}\n" for n in range(number))


WHOLE = "".join(in_parts(40_000))


@pytest.mark.parametrize("kind", ["new", "old", "linked", "mounted", "given away"])
def test_a_text_in_parts_is_written_where_a_whole_one_is(old: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Into a new file, an old one, one of two names, and one whose place no other can take; nothing is left beside."""
    names, target = 1, old.with_name("new.bib") if kind == "new" else old
    if kind == "linked":
        old.with_name("other.bib").hardlink_to(old)
        names = 2
    elif kind == "mounted":
        monkeypatch.setattr(Path, "replace", refusing(errno.EBUSY))
    elif kind == "given away":
        monkeypatch.setattr("ivigref.writing._dress", refusing(errno.EPERM))
    mode = 0o644 if kind == "new" else stat.S_IMODE(old.stat().st_mode)
    assert write_parts(target, in_parts(40_000)).names == names
    assert target.read_text(encoding="utf-8") == WHOLE
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert alone(old)


def refusing(error: int) -> Callable[..., None]:
    """Return what the system does that says no."""

    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    return refuse


def test_a_folder_that_takes_no_other_file_has_the_parts_laid_aside(
    old: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder for temporary files, until all of them are there."""
    aside = tmp_path_factory.mktemp("aside")
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    monkeypatch.setattr(tempfile, "TemporaryFile", refusing_keywords(errno.EACCES))
    number = old.stat().st_ino
    write_parts(old, in_parts(40_000))
    assert (old.read_text(encoding="utf-8"), old.stat().st_ino) == (WHOLE, number)
    assert list(aside.iterdir()) == []
    with pytest.raises(PermissionError):
        write_parts(old.with_name("new.bib"), in_parts(1))


def refusing_keywords(error: int) -> Callable[..., None]:
    """Return the same for a function that is called with names."""
    return lambda **_: refusing(error)()


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("fault", [ZeroDivisionError, KeyboardInterrupt, MemoryError])
def test_parts_that_cannot_be_made_leave_no_half_file(old: Path, fault: type[BaseException], *, is_there: bool) -> None:
    """Nor anything beside it: the old file is as it was, or there is none."""
    target = old if is_there else old.with_name("new.bib")

    def broken() -> Iterator[str]:
        yield "x" * 3_000_000
        raise fault

    with pytest.raises(fault):
        write_parts(target, broken())
    assert (old.read_text(encoding="utf-8"), sorted(each.name for each in old.parent.iterdir())) == ("old", [old.name])


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_disk_that_is_full_amid_the_parts_leaves_the_old_file(old: Path, *, is_linked: bool) -> None:
    """As with a whole text; no part comes after the one that had no room."""
    if is_linked:
        old.with_name("other.bib").hardlink_to(old)
    code = FULL.replace("import write\n", "import write_parts\n").replace(
        'write(Path(sys.argv[1]), "new" * 10_000)', 'write_parts(Path(sys.argv[1]), ("new" * 100 for _ in range(100)))'
    )
    run = subprocess.run([sys.executable, "-c", code, old], capture_output=True, text=True, env=HERE, check=True)  # noqa: S603
    assert run.stdout == "File too large\n"
    assert old.read_text(encoding="utf-8") == "old"
    assert alone(old)


def test_parts_that_were_not_written_as_they_came_are_found_out(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read back is compared by its digest."""
    monkeypatch.setattr("os.fsync", lambda number: os.ftruncate(number, 3))
    with pytest.raises(InputError, match="could not be read back"):
        write_parts(old, in_parts(3))
    assert old.read_text(encoding="utf-8") == "old"
    assert alone(old)


def test_parts_go_into_a_pipe_one_after_the_other(tmp_path: Path) -> None:
    """The reader has the first before the last is made."""
    pipe, got, made = tmp_path / "pipe", [], threading.Event()
    os.mkfifo(pipe)

    def read() -> None:
        with pipe.open("rb", buffering=0) as source:
            got.append(source.read(5))
            made.set()
            got.append(source.read())

    def waiting() -> Iterator[str]:
        yield "first"
        assert made.wait(20)
        yield "last"

    reader = threading.Thread(target=read)
    reader.start()
    write_parts(pipe, waiting())
    reader.join()
    assert got == [b"first", b"last"]


@pytest.mark.parametrize("sign", ["SIGKILL", "SIGINT"])
def test_who_is_stopped_amid_the_parts_leaves_the_old_file(old: Path, sign: str) -> None:
    """The user's way leaves nothing beside it."""
    code = (
        "import os, pathlib, signal, sys\nfrom ivigref.writing import write_parts\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def parts():\n    yield 'x' * 3_000_000\n"
        f"    os.kill(os.getpid(), signal.{sign})\n    yield 'never'\n"
        "write_parts(pathlib.Path(sys.argv[1]), parts())\n"
    )
    run = subprocess.run([sys.executable, "-c", code, old], capture_output=True, text=True, env=HERE, check=False)  # noqa: S603
    assert run.returncode != 0
    assert old.read_text(encoding="utf-8") == "old"
    assert sign == "SIGKILL" or alone(old)
