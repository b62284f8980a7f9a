"""Which static files are compressed."""

from pathlib import Path

from config.static_files import StaticFilesStorage


def test_what_pages_ask_for_is_compressed_and_nothing_twice(tmp_path: Path) -> None:
    for name in ("main.css", "main.abc123.css", "main.js.abc123.map", "photo.abc123.jpg"):
        (tmp_path / name).write_text("p { color: red }\n" * 100)
    storage = StaticFilesStorage(location=tmp_path)
    storage.hashed_files = {name.replace(".abc123", ""): name for name in ("main.abc123.css", "main.js.abc123.map")}

    compressed = {name for _, name in storage.compress_files({each.name for each in tmp_path.iterdir()})}

    assert compressed == {"main.abc123.css.br", "main.abc123.css.gz"}
    assert compressed == {each.name for each in tmp_path.iterdir() if each.suffix in (".br", ".gz")}
