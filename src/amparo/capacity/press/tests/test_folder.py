"""Looking through a folder: what is taken, what is refused and why."""

import os
from pathlib import Path

import pytest

from amparo.capacity.press.actions.folder import (
    MOST_PICTURE,
    FileRefused,
    FolderRefused,
    language_of,
    look_through,
    natural,
    read_picture,
    read_text,
)
from amparo.capacity.press.actions.metadata import understand
from amparo.capacity.press.actions.ordering import slug_of, written_place

from .factories import SVG, make_folder, png


def refusals(folder: Path) -> dict[str, str]:
    return {row.path: row.reason for row in look_through(folder, source="en").refused}


def test_only_folders_named_after_a_language_are_languages() -> None:
    assert [language_of(name) for name in ("en", "pt-BR", "zh-Hans", "sw", "quc")] == [
        "en",
        "pt-br",
        "zh-hans",
        "sw",
        "quc",
    ]
    assert [language_of(name) for name in ("figures", "img", "qq", "english", "e", "en.old")] == (
        [None] * 6
    )


def test_a_language_nobody_knows_is_one_when_it_holds_a_text_of_the_source(tmp_path: Path) -> None:
    top = make_folder(
        tmp_path, en={"a.md": "A."}, prs={"a.md": "A."}, img={"readme.md": "Pictures."}
    )
    folder = look_through(top, source="en")
    assert folder.folders == {"en": "en", "prs": "prs"}
    assert (folder.left_out, folder.only_translated) == (["img/readme.md"], [])


def test_a_folder_is_taken_however_deep_it_is_nested(tmp_path: Path) -> None:
    deep = "a/b/c/d/e/f/g/h/i/j/deep.md"
    folder = look_through(
        make_folder(tmp_path, en={deep: "Deep.", "top.markdown": "Top."}), source="en"
    )
    assert sorted(folder.files) == [deep, "top.markdown"]
    assert list(folder.pictures) == ["figures/circles.svg"]


def test_a_file_that_only_a_translation_has_is_set_aside(tmp_path: Path) -> None:
    folder = look_through(
        make_folder(tmp_path, en={"a.md": "A."}, fr={"a.md": "A.", "b/c.md": "C."}), source="en"
    )
    assert folder.only_translated == ["fr/b/c.md"]
    assert list(folder.files) == ["a.md"]


def test_links_out_of_the_folder_and_in_circles_are_refused_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret.md").write_text("Not yours.")
    top = make_folder(tmp_path / "book", en={"a.md": "A.", "part/b.md": "B."})
    (top / "en" / "out.md").symlink_to(tmp_path / "secret.md")
    (top / "en" / "up").symlink_to(tmp_path, target_is_directory=True)
    (top / "en" / "part" / "loop").symlink_to(top / "en", target_is_directory=True)
    (top / "en" / "self.md").symlink_to("self.md")
    (top / "en" / "gone.md").symlink_to("nowhere.md")
    (top / "en" / "again.md").symlink_to("a.md")
    folder = look_through(top, source="en")
    assert sorted(folder.files) == ["a.md", "again.md", "part/b.md"]
    assert {row.path: row.reason for row in folder.refused} == {
        "en/out.md": "the link leads out of the folder",
        "en/up": "the link leads out of the folder",
        "en/part/loop": "the link leads back to a folder that it lies in",
        "en/self.md": "the link leads in a circle",
        "en/gone.md": "the link leads nowhere",
    }


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    top = make_folder(tmp_path, en={"a.md": "A."})
    os.mkfifo(top / "en" / "pipe.md")
    assert refusals(top) == {"en/pipe.md": "it is not an ordinary file"}


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    top = make_folder(tmp_path, en={"a.md": "A."})
    try:
        Path(os.fsdecode(os.fsencode(top / "en") + b"/b\xff.md")).write_text("B.")
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    assert refusals(top) == {"en/b\\udcff.md": "its name is not UTF-8"}


def test_two_folders_of_one_language_are_not_mixed(tmp_path: Path) -> None:
    top = make_folder(tmp_path, en={"a.md": "A."}, fr={"a.md": "A."})
    (top / "FR").mkdir()
    (top / "FR" / "a.md").write_text("B.")
    if (top / "fr" / "a.md").read_text() == "B.":
        pytest.skip("this file system does not tell large letters from small")
    assert refusals(top) == {"fr/a.md": "the folder “FR” is already this language"}


def test_hidden_files_are_passed_over_and_strange_ones_listed(tmp_path: Path) -> None:
    top = make_folder(tmp_path, en={"a.md": "A.", ".hidden.md": "H.", "table.xlsx": "X"})
    (top / "figures" / "dance.gif").write_bytes(b"GIF89a")
    folder = look_through(top, source="en")
    assert (list(folder.files), folder.left_out) == (["a.md"], ["en/table.xlsx"])
    assert [row.path for row in folder.refused] == ["figures/dance.gif"]


@pytest.mark.parametrize("name", ["nothing", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderRefused):
        look_through(tmp_path / name, source="en")


def test_a_folder_without_its_source_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused, match="sw"):
        look_through(make_folder(tmp_path, en={"a.md": "A."}), source="sw")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"one\ntwo \xff\n", "it is not UTF-8 \\(line 2\\)"),
        (b"a\0b", "it holds a null character"),
        (b"a" * 2_000_001, "it is larger than 2000 kB"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_the_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "a.md").write_bytes(content)
    with pytest.raises(FileRefused, match=reason):
        read_text(tmp_path / "a.md")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", SVG),
        ("a.jpg", png()),
        ("a.webp", b"RIFF0000WAVE"),
        ("a.svg", b"<html><script>1</script></html>"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>'),
        ("a.svg", b" " * (MOST_PICTURE + 1)),
    ],
)
def test_a_picture_that_is_not_what_it_says_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused):
        read_picture(tmp_path / name)


def test_a_picture_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.PNG").write_bytes(png())
    assert read_picture(tmp_path / "a.PNG") == (png(), "png")


def test_two_comes_before_ten() -> None:
    assert sorted(["10-b", "2-a", "1-c", "b", "a10", "a9"], key=natural) == [
        "1-c",
        "2-a",
        "10-b",
        "a9",
        "a10",
        "b",
    ]


def test_an_address_is_the_path_without_its_numbers() -> None:
    assert slug_of("03-annexes/2. Forms.md") == "annexes-forms"
    assert slug_of("2024.md") == "2024"
    assert slug_of("الفصل.md").startswith("chapter-")


def test_the_place_is_what_the_front_matter_says() -> None:
    assert written_place(b"---\norder: 3\n---\nA.") == 3
    assert written_place(b"\xef\xbb\xbf---\r\norder: 3\r\n---\r\nA.") == 3
    assert [written_place(words) for words in (b"A.", b"---\norder: x\n---\n", b"\xff")] == (
        [None] * 3
    )


@pytest.mark.django_db
def test_metadata_nobody_understands_is_reported_and_the_rest_holds() -> None:
    told = understand(
        b"title: {en: T, klingon: Q, no: N}\nkind: scroll\naudience: [defenders, elves]\n"
        b"origin: {en: {kind: example, notice: An example.}}\n",
        source="en",
    )
    assert (told.titles, told.kind, told.audience, told.origins) == (
        {"en": "T", "no": "N"},
        None,
        ["defenders"],
        {"en": "An example."},
    )
    assert len(told.problems) == 3


@pytest.mark.parametrize("content", [b"a: [", b"\xff", b"- a\n- b\n", b"&a [*a]"])
def test_metadata_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        understand(content, source="en")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "kind: !!bool perhaps",
        'kind: !!int ""',
        "kind: !!timestamp soon",
        r'title: "\UFFFFFFFF"',
        r'title: "\uD800"',
        r'title: "nothing \0 here"',
        "a: &a [x, x]\nthemes: [*a, *a]",
    ],
)
def test_a_handbook_yaml_that_trips_its_parser_or_grows_is_refused_by_name(words: str) -> None:
    with pytest.raises(FileRefused):
        understand(words.encode(), source="en")
