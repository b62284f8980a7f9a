"""Reads workbooks with openpyxl, and leaves the texts that their cells share as they are."""

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

TEXT = f"{{{SHEET_MAIN_NS}}}si"


class WorkbookReader(ExcelReader):
    """openpyxl's reader, which would take “x005F_” out of any text, as part of an escaped character or not."""

    def read_strings(self) -> None:
        """Read the texts, with their escaped characters."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName.removeprefix("/")) as file:
            for _, node in iterparse(file):
                if node.tag == TEXT:
                    self.shared_strings.append(Text.from_tree(node).content)
                    node.clear()
