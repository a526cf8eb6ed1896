"""Files are written whole or not at all, and read with an error that names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartproof.cli.main import main
from chartproof.errors import ChartproofError
from chartproof.files import LIMIT, read_text, write_text


def test_an_old_file_survives_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a file that is opened for writing before the new one is whole, and one that is left beside it."""
    path = tmp_path / "report.xml"
    path.write_text("old")

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ChartproofError, match="cannot be written: No space left on device"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_never_there_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches writing in place: what is there under the name at any time is whole."""
    path = tmp_path / "report.xml"
    write_text(path, "old")
    replace = os.replace

    def looked_at(source: str, target: Path) -> None:
        assert Path(source).read_text(encoding="utf-8") == "new →"
        assert path.read_text() == "old"
        replace(source, target)

    monkeypatch.setattr(os, "replace", looked_at)
    write_text(path, "new →")
    assert path.read_text(encoding="utf-8") == "new →"


def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    """Catches a report that only its writer may read, as temporary files are."""
    path = tmp_path / "report.xml"
    mask = os.umask(0o022)
    try:
        write_text(path, "x")
        assert path.stat().st_mode & 0o777 == 0o644
        path.chmod(0o600)
        write_text(path, "y")
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Catches a link that is replaced by a file, so that what it led to stays old."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_text(link, "new")
    assert (link.is_symlink(), real.read_text()) == (True, "new")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("{tmp}/no/such/report.xml", "there is no folder {tmp}/no\n"),
        ("{tmp}/file/report.xml", "{tmp}/file is no folder"),
        ("{tmp}", "{tmp} is a folder"),
        ("{tmp}/loop", "cannot be written"),
        ("", "it is empty"),
        ("{tmp}/" + "n" * 300, "File name too long"),
        ("/dev/full", "No space left on device"),
    ],
)
@pytest.mark.parametrize("option", ["--junit", "--sarif", "--markdown"])
def test_an_output_that_cannot_be_written_is_named(tmp_path: Path, option: str, path: str, message: str) -> None:
    """Catches a traceback, folders made for a path that is mistyped, and a run for nothing."""
    (tmp_path / "file").write_text("old")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = sorted(tmp_path.rglob("*"))
    named = path.replace("{tmp}", str(tmp_path))
    result = CliRunner().invoke(main, ["--project", "tests/hostile/toy", "verify", "someone_reads", option, named])
    assert result.exit_code == 2
    assert message.replace("{tmp}", str(tmp_path)) in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_one_folder_is_made(tmp_path: Path) -> None:
    """Catches a report that needs its folder made by hand."""
    write_text(tmp_path / "new" / "report.xml", "x")
    assert (tmp_path / "new" / "report.xml").read_text() == "x"


def test_what_is_read_is_bounded_and_its_encoding_is_told(tmp_path: Path) -> None:
    """Catches a device that is read for ever, and a mistake of encoding without its line."""
    with pytest.raises(ChartproofError, match=f"/dev/zero: cannot be read: it has more than {LIMIT:,} bytes"):
        read_text(Path("/dev/zero"))
    file = tmp_path / "text"
    file.write_bytes("\N{ZERO WIDTH NO-BREAK SPACE}one\r\ntwo\r".encode())
    assert read_text(file) == "one\ntwo\n"
    file.write_bytes(b"one\ntwo \xff")
    with pytest.raises(ChartproofError) as raised:
        read_text(file)
    assert str(raised.value) == f"{file}:2: is not UTF-8\n  save it as UTF-8"
