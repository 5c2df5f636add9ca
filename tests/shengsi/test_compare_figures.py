"""Figures of a comparison: pages of scenarios, and a head that leaves room for what is below it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from calibration.county import load_shipped
from scenarios.compare import Comparison, compare
from scenarios.forecast import forecast
from scenarios.loader import load_scenario
from shengsi import compare_figures
from shengsi.compare_figures import COLOURS, SHOWN, changes_png, differences_png, page_count
from tests.scenarios.measures_engine import engine, lucky

FIGURES = {"changes": changes_png, "differences": differences_png}
LONG = "a plan under a name that leaves hardly any room for others beside it"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two dozen scenarios against no plan, one of them with a long name."""
    spec = load_shipped()
    base, plan, stress = (load_scenario(n, spec) for n in ("no_plan", "plan", "stress_credit"))
    others = [
        replace(plan, id=f"p{k}", name_zh=f"方案第{k}种", name_en=f"plan no {k}") for k in range(23)
    ]
    others[3] = replace(others[3], name_zh="名称很长很长" * 6, name_en=LONG)
    out = tmp_path_factory.mktemp("figures")
    run = forecast(spec, [base, *others, stress], 12, 5, out=out, engine=engine(lucky))
    return compare(run, replicates=20)


def drawn(
    monkeypatch: pytest.MonkeyPatch, found: Comparison, name: str, lang: str, page: int = 1
) -> Any:
    """The figure before it becomes a file."""
    kept: list[Any] = []
    monkeypatch.setattr(
        compare_figures, "page_png", lambda figure, footer: kept.append(figure) or b""
    )
    FIGURES[name](found, lang, "2026-01-01", page)
    return kept[0]


def title(figure: Any) -> str:
    """The first line of a page."""
    return next(text.get_text() for text in figure.texts if text.get_text())


def test_every_scenario_stands_on_one_page_and_the_title_says_which(
    monkeypatch: pytest.MonkeyPatch, found: Comparison
) -> None:
    assert page_count(found) == 3 and SHOWN == len(COLOURS) == 10
    for name in FIGURES:
        seen: list[str] = []
        for page in (1, 2, 3):
            figure = drawn(monkeypatch, found, name, "en", page)
            (legend,) = figure.legends
            labels = [text.get_text() for text in legend.get_texts()]
            colours = [handle.get_color() for handle in legend.legend_handles]
            assert colours == list(COLOURS[: len(labels)])
            assert title(figure).endswith(f"({page}/3)")
            seen += labels
        names = {work.id: work.name("en") for work in found.run.work.scenarios}
        assert len(seen) == 24
        for label, item in zip(seen, found.versus, strict=True):
            assert label.startswith(names[item.scenario])
        assert seen[-1].endswith("(other outside assumptions)")
        with pytest.raises(IndexError, match="page 4 of 3"):
            drawn(monkeypatch, found, name, "en", 4)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(FIGURES))
def test_the_head_lies_within_the_page_and_on_nothing_else(
    monkeypatch: pytest.MonkeyPatch, found: Comparison, name: str, lang: str
) -> None:
    for page in (1, 2, 3):
        figure = drawn(monkeypatch, found, name, lang, page)
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        (legend,) = figure.legends
        box = legend.get_window_extent(renderer)
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1
        for text in figure.texts:
            extent = text.get_window_extent(renderer)
            assert extent.x1 <= figure.bbox.x1 and extent.y0 >= box.y1, text.get_text()
        for axes in figure.axes:
            if axes.axison:
                assert axes.get_tightbbox(renderer).y1 <= box.y0


def test_one_page_has_no_number(monkeypatch: pytest.MonkeyPatch, found: Comparison) -> None:
    few = replace(found, versus=found.versus[:10])
    assert page_count(few) == 1
    figure = drawn(monkeypatch, few, "changes", "zh")
    assert title(figure) == "达标概率的变化"


def test_without_a_tested_target_there_is_no_change_to_draw(found: Comparison) -> None:
    none = replace(found, versus=(replace(found.versus[0], targets=()),))
    with pytest.raises(ValueError, match="no target"):
        changes_png(none, "zh", "2026-01-01")
