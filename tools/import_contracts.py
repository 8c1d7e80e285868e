"""Two contracts of our own for import-linter: the house's table, and siblings as strangers."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def _say(graph: ImportGraph, importer: str, imported: str) -> str:
    found = graph.get_import_details(importer=importer, imported=imported)
    lines = ", ".join(str(each["line_number"]) for each in found)
    return f"- {importer} -> {imported} (l.{lines})"


class _DirectContract(Contract):
    """A contract broken by single imports, each told in one line."""

    def wrong(self, graph: ImportGraph) -> Iterator[str]:
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        wrong = sorted(self.wrong(graph))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["wrong"]:
            output.print_error(line, bold=False)
        output.new_line()


class TableContract(_DirectContract):
    """Each folder imports only what its row names: `folder: may import these`.

    A folder without a row breaks the contract, and so does a row without a folder.
    """

    # import-linter reads an option through such a field and leaves its value under the same name.
    root = cast("str", fields.StringField())
    rows = cast("list[str]", fields.ListField(subfield=fields.StringField()))

    def wrong(self, graph: ImportGraph) -> Iterator[str]:
        may = {
            name: set(rest.split()) for name, _, rest in (row.partition(":") for row in self.rows)
        }
        there = {child.rpartition(".")[2] for child in graph.find_children(self.root)}
        yield from (f"- no row for {self.root}.{each}" for each in there - may.keys())
        yield from (
            f"- a row for {self.root}.{each}, which is not there" for each in may.keys() - there
        )
        for folder in there & may.keys():
            yield from self._strayed(graph, folder, may[folder] | {folder})

    def _strayed(self, graph: ImportGraph, folder: str, may: set[str]) -> Iterator[str]:
        top = f"{self.root}.{folder}"
        for importer in {top} | graph.find_descendants(top):
            for imported in graph.find_modules_directly_imported_by(importer):
                root, _, rest = imported.partition(".")
                # The package itself holds the version, nothing else.
                if root == self.root and rest and rest.split(".")[0] not in may:
                    yield _say(graph, importer, imported)


class SiblingsContract(_DirectContract):
    """Modules of one folder never import each other; helpers, named by pattern, may be shared."""

    package = cast("str", fields.StringField())
    helpers = cast("list[str]", fields.ListField(subfield=fields.StringField(), default=[]))

    def wrong(self, graph: ImportGraph) -> Iterator[str]:
        siblings = graph.find_children(self.package)
        strangers = {each for each in siblings if not self._is_helper(each)}
        for sibling in siblings:
            family = {sibling} | graph.find_descendants(sibling)
            for importer in family:
                for imported in graph.find_modules_directly_imported_by(importer) - family:
                    if any(
                        imported == each or imported.startswith(f"{each}.") for each in strangers
                    ):
                        yield _say(graph, importer, imported)

    def _is_helper(self, module: str) -> bool:
        name = module.rpartition(".")[2]
        return any(fnmatchcase(name, pattern) for pattern in self.helpers)
