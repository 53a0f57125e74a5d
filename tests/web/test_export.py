# SPDX-License-Identifier: EUPL-1.2
"""An export works without a server: every link is relative and leads to a file that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from speelveld import figures
from speelveld.errors import EditionError
from speelveld.placement.rules import policies
from speelveld.web import export as module
from speelveld.web.export import MARK, ExportError, export
from speelveld.web.export_links import Rewriter, file_of, relative
from tests.web import invented
from tests.web.html import Page

LOTTERY = Path(str(files("speelveld.web"))) / "static" / "lottery"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """An export of two municipalities, made once."""
    folder = tmp_path_factory.mktemp("export") / "site"
    with pytest.MonkeyPatch.context() as patch:
        invented.install(patch)
        yield folder, export(folder, ["utrecht", "ameland"])


def pages(folder: Path) -> dict[Path, Page]:
    """Every page of an export."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}


def test_it_counts_its_pages(exported: tuple[Path, int]) -> None:
    folder, number = exported
    assert number == len(pages(folder)) > 40


def test_every_link_is_relative_and_leads_to_a_file(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    followed = 0
    for path, page in pages(folder).items():
        ids = {path: set(page.ids())}
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme == "https", (path, address)
                continue
            assert not parts.netloc, (path, address)
            assert not parts.path.startswith("/"), (path, address)
            assert not parts.query, (path, address)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, address)
            assert target.is_relative_to(folder.resolve())
            if parts.fragment and target.suffix == ".html":
                ids.setdefault(target, set(Page(target.read_text(encoding="utf-8")).ids()))
                assert parts.fragment in ids[target], (path, address)
            followed += 1
    assert followed > 500


def test_style_sheets_find_their_fonts(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    fonts = {path.name for path in folder.rglob("*.woff2")}
    assert "source-sans-3-latin-wght-normal.woff2" in fonts
    assert (folder / "static/vendor/fonts/source-serif-4-latin-wght-normal.woff2").is_file()


def test_pages_are_whole_and_need_no_server(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    for path, page in pages(folder).items():
        assert page.unbalanced == [], path
        assert not page.every("form", "action"), path
        assert not [tag for tag, attrs in page.elements if attrs.get("type") == "module"], path
    scripts = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.js"))
    assert "fetch(" not in scripts
    assert "import " not in scripts


def test_both_languages_and_orders_are_there(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    for file in (
        "index.html",
        "utrecht/index.html",
        "en/utrecht/index.html",
        "utrecht/sorteer-aandeel/index.html",
        "utrecht/beeld/verdeling-b-360.svg",
        "en/utrecht/beeld/verdeling-b-720.svg",
        "utrecht/cijfers.csv",
        "utrecht/cijfers.json",
        "utrecht/cijfers.csv-metadata.json",
        "methode/dissimilarity/index.html",
        "en/methode/dissimilarity/index.html",
    ):
        assert (folder / file).is_file(), file


def test_the_first_page_leads_to_the_first_municipality(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert page.every("a", "href") == ["utrecht/index.html"]
    assert page.every("meta", "content") == ["0; url=utrecht/index.html"]
    about = Page((folder / "over/index.html").read_text(encoding="utf-8"))
    assert "../utrecht/index.html" in about.every("a", "href")


def test_the_usual_study_is_there_without_its_form(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    page = Page((folder / "utrecht/laboratorium/index.html").read_text(encoding="utf-8"))
    assert "Elk kind op deze pagina is verzonnen" in page.text
    assert "Dit is een kopie van de site, zonder het deel dat rekent." in page.text
    assert "Afstand: 1,5" in page.text
    assert not [tag for tag, _ in page.elements if tag in {"form", "input", "select"}]
    for width in (360, 720):
        assert (folder / f"en/utrecht/laboratorium/beeld/verschil-b-{width}.svg").is_file()
    lacking = Page((folder / "ameland/laboratorium/index.html").read_text(encoding="utf-8"))
    assert "is niet te zien: er zijn te weinig leerlingen" in lacking.text


def test_rules_and_the_check_of_a_number_are_there(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    rules = folder / "hoe-worden-plaatsen-verdeeld"
    assert (rules / "nijmegen.yaml").read_text(encoding="utf-8") == policies()["nijmegen"]
    assert (rules / "nijmegen/index.html").is_file()
    assert (rules / "regels.schema.json").is_file()
    for file in ("index.html", "en.html", "lottery.js", "lottery.css"):
        made = (folder / "static/lottery" / file).read_text(encoding="utf-8")
        assert made == (LOTTERY / file).read_text(encoding="utf-8") or file.endswith(".html")
        assert made


def test_municipalities_that_are_not_there_are_plain_text(exported: tuple[Path, int]) -> None:
    folder, _ = exported
    page = Page((folder / "gemeenten/index.html").read_text(encoding="utf-8"))
    assert "Rotterdam" in page.text
    assert "Dit is een kopie van de site." in page.text
    links = page.every("a", "href")
    assert "../utrecht/index.html" in links
    assert "../ameland/index.html" in links
    assert not [link for link in links if "rotterdam" in link]
    assert not (folder / "rotterdam").exists()


def test_one_language_alone(tmp_path: Path, edition: invented.Edition) -> None:
    export(tmp_path / "site", ["vlieland"], languages=("en",))
    page = Page((tmp_path / "site/en/vlieland/index.html").read_text(encoding="utf-8"))
    assert page.every("html", "lang") == ["en"]
    assert "Nederlands" in page.text
    assert not (tmp_path / "site/vlieland").exists()


def test_the_same_pages_twice_are_the_same_bytes(tmp_path: Path, edition: invented.Edition) -> None:
    for name in ("one", "two"):
        export(tmp_path / name, ["vlieland"], languages=("nl",))
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_an_earlier_export_is_replaced_as_a_whole(tmp_path: Path, edition: invented.Edition) -> None:
    folder = tmp_path / "site"
    export(folder, ["vlieland"], languages=("nl",))
    (folder / "old.html").write_text("old")
    export(folder, ["schiermonnikoog"], languages=("nl",))
    assert not (folder / "old.html").exists()
    assert (folder / "schiermonnikoog/index.html").is_file()
    assert json.loads((folder / MARK).read_text())["municipalities"] == ["schiermonnikoog"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path, edition: invented.Edition) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ExportError, match="no export of Speelveld"):
        export(tmp_path, ["vlieland"])
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_no_folder(tmp_path: Path, edition: invented.Edition) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        export(tmp_path / "site", ["vlieland"])


def test_nothing_is_exported_without_a_municipality(tmp_path: Path, edition: invented.Edition) -> None:
    with pytest.raises(ExportError, match="at least one"):
        export(tmp_path / "site", [])


def test_without_an_edition_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_folder: object) -> None:
        raise EditionError("there is no edition yet")

    invented.install(monkeypatch)
    monkeypatch.setattr(figures, "open_edition", none)
    with pytest.raises((EditionError, ExportError)):
        export(tmp_path / "site", ["vlieland"])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_earlier_export(
    tmp_path: Path, edition: invented.Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    export(folder, ["vlieland"], languages=("nl",))
    before = sorted(folder.rglob("*"))
    written = 0

    def full(self: Path, content: bytes) -> int:
        nonlocal written
        written += 1
        if written > 5:
            raise OSError(28, "No space left on device")
        with self.open("wb") as file:
            return file.write(content)

    monkeypatch.setattr(module.Path, "write_bytes", full)
    with pytest.raises(ExportError, match="the disk is full"):
        export(folder, ["schiermonnikoog"], languages=("nl",))
    assert sorted(folder.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/groningen/", "groningen/index.html"),
        ("/groningen/?sorteer=aandeel", "groningen/sorteer-aandeel/index.html"),
        ("/groningen/beeld/steden.svg?b=360", "groningen/beeld/steden-b-360.svg"),
        ("/groningen/cijfers.csv", "groningen/cijfers.csv"),
        ("/groningen/?sorteer=../../etc", "groningen/sorteer-..-..-etc/index.html"),
    ],
)
def test_every_address_has_a_file(address: str, file: str) -> None:
    assert file_of(address) == file


def test_links_go_up_and_down_between_files() -> None:
    assert relative("a/index.html", "a/b/index.html") == "../index.html"
    assert relative("a/index.html", "index.html") == "a/index.html"


def test_rewriting_changes_addresses_and_nothing_else() -> None:
    text = (
        '<!DOCTYPE html><p title="a &lt; b">caf\u00e9 &amp; &#8211; <svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
        '<a class="x" href="/gone/">out</a> <a href="/here/#part">in</a> <a href="https://example.org/?a=1&amp;b=2">far</a>'
        '<form data-live-only action="/x/"><input name="q"><form></form></form><b data-export-only hidden>copy</b></p>'
    )
    rewriter = Rewriter("/page/", lambda address: None if "gone" in address else address)
    assert rewriter.result(text) == (
        '<!DOCTYPE html><p title="a &lt; b">caf\u00e9 &amp; &#8211; <svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
        '<span>out</span> <a href="../here/index.html#part">in</a> <a href="https://example.org/?a=1&amp;b=2">far</a>'
        "<b>copy</b></p>"
    )
    assert rewriter.found == ["/here/"]
