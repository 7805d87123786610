"""The import rule that import-linter has no word for; the others stand in pyproject.toml."""

import grimp


def test_no_domain_imports_the_queries_of_another() -> None:
    graph = grimp.build_graph("wijkschouw")
    strangers = {
        f"{importer} -> {module}"
        for module in graph.modules
        if module.split(".")[2:3] == ["queries"]
        for importer in graph.find_modules_that_directly_import(module)
        if importer.split(".")[1] != module.split(".")[1]
    }
    assert strangers == set()
