"""Which cells of a table of counts to hide, so that no sum or difference of what is shown gives a hidden one.

The rows and columns of a table add up, so its hidden cells are the edges of a network between rows and columns. A
hidden cell can have another value than its own, with all sums as they are, exactly if one more or one less person in it
can be made up for along a cycle of other hidden cells. Where there is no such cycle, the cells of the cheapest one are
hidden too (Gusfield D. A graph theoretic approach to statistical data security. SIAM J Comput 1988;17:552–571).
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

#: A row and a column.
Cell = tuple[str, str]
_Node = tuple[str, str]
#: Zeros among the cells of a path, then those that are kept if possible, then people in them. Zeros are hidden last,
#: since they protect little.
_Cost = tuple[int, int, int]
_NOTHING: _Cost = (0, 0, 0)
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
        kept: Columns whose cells are hidden only where others do not protect.
    """

    cells: Mapping[Cell, int]
    total: str | None = None
    added: AbstractSet[str] = frozenset()
    never_shown: AbstractSet[Cell] = frozenset()
    always_shown: AbstractSet[Cell] = frozenset()
    kept: AbstractSet[str] = frozenset()

    def hidden(self, small: AbstractSet[Cell]) -> set[Cell]:
        """The cells to hide so that none of the small ones can be told.

        If even all others do not protect one of them, all cells that can be hidden are.
        """
        network = _Network(self, set(small) | self.never_shown)
        for cell in sorted(small):
            if network.is_protected(cell):
                continue
            path = network.cheapest_cycle(cell)
            if path is None:
                return set(self.cells) - self.always_shown
            network.hide(path)
        return network.hidden


@dataclass(frozen=True)
class _Network:
    table: Table
    hidden: set[Cell]
    arcs: dict[_Node, list[Arc]] = field(default_factory=dict)
    hidden_arcs: dict[_Node, list[Arc]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # In order, so that equal costs are always decided alike: two answers side by side could tell a hidden cell.
        for cell in sorted(self.table.cells.keys() - self.table.always_shown):
            if cell in self.hidden:
                self._add(cell, self.hidden_arcs)
            if cell in self.hidden or cell[0] != self.table.total:
                self._add(cell, self.arcs)

    def _add(self, cell: Cell, arcs: dict[_Node, list[Arc]]) -> None:
        start, end = self._nodes(cell)
        arcs.setdefault(start, []).append(Arc(end, cell))
        if self.table.cells[cell]:
            arcs.setdefault(end, []).append(Arc(start, cell))

    def hide(self, cells: AbstractSet[Cell]) -> None:
        """Hide more cells."""
        for cell in cells - self.hidden:
            self._add(cell, self.hidden_arcs)
        self.hidden.update(cells)

    def _nodes(self, cell: Cell) -> tuple[_Node, _Node]:
        """Where the arc of one more person in a cell starts and ends."""
        row, column = ("row", cell[0]), ("column", cell[1]) if cell[1] in self.table.added else _NO_TOTAL
        return (column, row) if cell[0] == self.table.total else (row, column)

    def is_protected(self, cell: Cell) -> bool:
        """Whether hidden cells make up for a change of one cell."""
        start, end = self._nodes(cell)
        return self._leads(end, start, cell) or (self.table.cells[cell] > 0 and self._leads(start, end, cell))

    def _leads(self, start: _Node, end: _Node, without: Cell) -> bool:
        """Whether hidden cells lead from one place to another."""
        reached, waiting = {start}, [start]
        while waiting:
            for arc in self.hidden_arcs.get(waiting.pop(), ()):
                if arc.cell == without or arc.end in reached:
                    continue
                if arc.end == end:
                    return True
                reached.add(arc.end)
                waiting.append(arc.end)
        return False

    def cheapest_cycle(self, cell: Cell) -> set[Cell] | None:
        """The other cells to make up for one more person in a cell, or else for one less; None if nothing does."""
        start, end = self._nodes(cell)
        found = self._cheapest_path(end, start, cell)
        if found is None and self.table.cells[cell]:
            found = self._cheapest_path(start, end, cell)
        return found

    def _cheapest_path(self, start: _Node, end: _Node, without: Cell) -> set[Cell] | None:
        reached_by: dict[_Node, tuple[_Node, Cell]] = {}
        best: dict[_Node, _Cost] = {start: _NOTHING}
        waiting: list[tuple[_Cost, _Node]] = [(_NOTHING, start)]
        while waiting:
            cost, node = heappop(waiting)
            if node == end:
                return set(_steps_back(reached_by, start, end))
            if cost > best[node]:
                continue
            for arc in self.arcs.get(node, ()):
                zeros, kept, people = self._cost(arc.cell)
                total = (cost[0] + zeros, cost[1] + kept, cost[2] + people)
                if arc.cell != without and (arc.end not in best or total < best[arc.end]):
                    best[arc.end], reached_by[arc.end] = total, (node, arc.cell)
                    heappush(waiting, (total, arc.end))
        return None

    def _cost(self, cell: Cell) -> _Cost:
        """What it costs to hide a cell."""
        if cell in self.hidden:
            return _NOTHING
        count = self.table.cells[cell]
        return int(not count), int(cell[1] in self.table.kept), count


def _steps_back(reached_by: Mapping[_Node, tuple[_Node, Cell]], start: _Node, end: _Node) -> Iterator[Cell]:
    node = end
    while node != start:
        node, cell = reached_by[node]
        yield cell
