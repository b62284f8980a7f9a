"""Which cells of a table of counts to hide, so that no sum or difference of what is shown gives a hidden one.

The rows and columns of a table add up, so its hidden cells are the edges of a network between rows and columns. A
hidden cell can have another value than its own, with all sums as they are, exactly if one more or one less person in it
can be made up for along a cycle of other hidden cells. Where there is no such cycle, the cells of the cheapest one are
hidden too (Gusfield D. A graph theoretic approach to statistical data security. SIAM J Comput 1988;17:552–571).
"""

from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

#: A row and a column.
Cell = tuple[str, str]
_Node = tuple[str, str]
#: Zeros among the cells of a path, then people in them. Zeros are hidden last, since they protect little.
_Cost = tuple[int, int]
_NOTHING: _Cost = (0, 0)
#: All columns whose cells add up to nothing that is known.
_NO_TOTAL: _Node = ("column", "")


class Arc(NamedTuple):
    """One more or one less person in a cell, as an arc of the network."""

    end: _Node
    cell: Cell


@dataclass(frozen=True)
class Table:
    """Counts of people, by row and column, whose rows add up to totals that anybody may know.

    Attributes:
        cells: All counts. They must add up by row and by each column of ``added``, but for ``total``.
        total: The row that the others add up to, if there is one.
        added: The columns whose cells add up to that row's.
        never_shown: Cells that nobody states, but that follow from others: a remainder.
        always_shown: Cells that cannot be hidden.
    """

    cells: Mapping[Cell, int]
    total: str | None = None
    added: AbstractSet[str] = frozenset()
    never_shown: AbstractSet[Cell] = frozenset()
    always_shown: AbstractSet[Cell] = frozenset()

    def hidden(self, small: AbstractSet[Cell]) -> set[Cell]:
        """The cells to hide so that none of the small ones can be told.

        If even all others do not protect one of them, all cells that can be hidden are.
        """
        network = _Network(self, set(small) | self.never_shown)
        for cell in sorted(small):
            path = network.cheapest_cycle(cell)
            if path is None:
                return set(self.cells) - self.always_shown
            network.hidden.update(path)
        return network.hidden


@dataclass(frozen=True)
class _Network:
    table: Table
    hidden: set[Cell]
    arcs: dict[_Node, list[Arc]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cell, count in self.table.cells.items():
            if cell in self.table.always_shown:
                continue
            start, end = self._nodes(cell)
            self.arcs.setdefault(start, []).append(Arc(end, cell))
            if count:
                self.arcs.setdefault(end, []).append(Arc(start, cell))

    def _nodes(self, cell: Cell) -> tuple[_Node, _Node]:
        """Where the arc of one more person in a cell starts and ends."""
        row, column = ("row", cell[0]), ("column", cell[1]) if cell[1] in self.table.added else _NO_TOTAL
        return (column, row) if cell[0] == self.table.total else (row, column)

    def cheapest_cycle(self, cell: Cell) -> set[Cell] | None:
        """The other cells that make up for a change of one cell, at least cost; None if nothing does."""
        start, end = self._nodes(cell)
        more = self._cheapest_path(end, start, cell)
        if (more is not None and more[0] == _NOTHING) or not self.table.cells[cell]:
            return more and more[1]
        less = self._cheapest_path(start, end, cell)
        found = [path for path in (more, less) if path is not None]
        return min(found, key=lambda path: path[0])[1] if found else None

    def _cheapest_path(self, start: _Node, end: _Node, without: Cell) -> tuple[_Cost, set[Cell]] | None:
        reached_by: dict[_Node, tuple[_Node, Cell]] = {}
        best: dict[_Node, _Cost] = {start: _NOTHING}
        waiting: list[tuple[_Cost, _Node]] = [(_NOTHING, start)]
        while waiting:
            cost, node = heappop(waiting)
            if node == end:
                return cost, set(_steps_back(reached_by, start, end))
            if cost > best[node]:
                continue
            for arc in self.arcs.get(node, ()):
                if arc.cell == without:
                    continue
                added = self._cost(arc.cell)
                if added is None:
                    continue
                total = (cost[0] + added[0], cost[1] + added[1])
                if arc.end not in best or total < best[arc.end]:
                    best[arc.end], reached_by[arc.end] = total, (node, arc.cell)
                    heappush(waiting, (total, arc.end))
        return None

    def _cost(self, cell: Cell) -> _Cost | None:
        """What it costs to hide a cell; None for one of the total row that is shown."""
        if cell in self.hidden:
            return _NOTHING
        if cell[0] == self.table.total:
            return None
        count = self.table.cells[cell]
        return int(not count), count


def _steps_back(reached_by: Mapping[_Node, tuple[_Node, Cell]], start: _Node, end: _Node) -> Iterator[Cell]:
    node: Hashable = end
    while node != start:
        node, cell = reached_by[node]  # type: ignore[index]
        yield cell
