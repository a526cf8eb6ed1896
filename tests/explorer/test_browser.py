"""The page in a browser, opened from disk: every view, by eye's rules and by hand, and what it must never do."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.effort import thorough
from tests.explorer.served import Made, needs_chromium, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
VIEWS = {
    "verdicts": "#verdicts",
    "explore": "#explore;t=no_stale_role;k=6",
    "changes": "#changes",
    "machines": "#machines",
    "page": "#page",
}
STATE = """() => Object.fromEntries(Array.from(document.querySelectorAll("#explore-board [data-cell]"), (cell) =>
    [cell.dataset.cell, cell.querySelector(".state.now").dataset.state]))"""
LIT = """() => Array.from(document.querySelectorAll("#explore-drawings details[open]"), (d) => ({
    cell: d.dataset.drawing,
    arcs: Array.from(d.querySelectorAll(".arc.lit"), (a) => [a.dataset.from, a.dataset.to]),
    labels: Array.from(d.querySelectorAll("a.lit, g.lit[data-event]"), (a) => a.dataset.event),
    on: Array.from(d.querySelectorAll(".node.on"), (n) => n.dataset.state),
}))"""


ALONE = """() => {
    const shape = (e) => `${e.tagName}.${e.getAttribute("class")}[${[...new Set([...e.children].map(shape))].sort()}]`;
    const thinned = (parent) => {
        const seen = new Map();
        for (const child of [...parent.children]) {
            const same = seen.get(shape(child)) || 0;
            seen.set(shape(child), same + 1);
            if (same > 2) child.remove();
            else thinned(child);
        }
        return parent;
    };
    const main = document.querySelector("main");
    window.sections = [...main.children];
    main.replaceChildren(thinned(window.sections.find((s) => !s.hidden).cloneNode(true)));
}"""
"""Leave the view that is shown alone in the page, and of what looks the same three: most of axe's time is theirs."""


def until(page: Page, expression: str, seconds: float = 10) -> None:
    """Wait until an expression is true; by asking again, as the page's policy lets no text run in it."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(30)


def state(page: Page) -> dict[str, str]:
    """The states that the board shows."""
    found: dict[str, str] = page.evaluate(STATE)
    return found


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (390, "dark"),
        pytest.param(1280, "dark", marks=thorough),
        pytest.param(390, "light", marks=thorough),
    ],
)
def test_every_view_can_be_used_by_everybody(browser: Browser, made: Made, scheme: Any, width: int) -> None:
    """Catches what axe finds, anything on the console, any request, and a page wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    found = opened(browser, made.html, viewport={"width": width, "height": 900}, color_scheme=scheme)
    ids = found.page.evaluate("Array.from(document.querySelectorAll('[id]'), (e) => e.id)")
    assert len(set(ids)) == len(ids)
    for view, fragment in VIEWS.items():
        found.page.evaluate(f"location.hash = {json.dumps(fragment)}")
        until(found.page, f"!document.querySelector('#{view}').hidden")
        for details in found.page.query_selector_all(f"#{view} details:not([open]) > summary")[:6]:
            details.click()
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width, view
        found.page.evaluate(ALONE)
        result = Axe().run(found.page, options={"resultTypes": ["violations"]})
        wrong = [(v["id"], v["nodes"][0]["html"][:200]) for v in result.response["violations"]]
        assert wrong == [], view
        found.page.evaluate("document.querySelector('main').replaceChildren(...window.sections)")
    found.close()


@pytest.mark.parametrize("width", [390, 700, 1100, 1600])
def test_nothing_is_wider_than_the_window(browser: Browser, made: Made, width: int) -> None:
    """Catches a table, a drawing or a name that makes the page scroll sideways."""
    found = opened(browser, made.html, viewport={"width": width, "height": 900})
    for fragment in VIEWS.values():
        found.page.evaluate(f"location.hash = {json.dumps(fragment)}")
        found.page.wait_for_timeout(50)
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width, fragment
    found.close()


def test_every_step_of_every_trace(browser: Browser, made: Made) -> None:
    """Catches a board that shows another state than `verify --json`, and a move whose arc is not lit, or not alone."""
    found = opened(browser, made.html)
    for result in json.loads(made.verdicts.read_text("utf-8"))["properties"]:
        if result["trace"] is None:
            continue
        found.page.evaluate(f"location.hash = '#explore;t={result['name']};k=0'")
        until(found.page, f"document.querySelector('#explore-side').textContent.includes({result['name']!r})")
        before = result["initial"]
        assert state(found.page) == before
        for step in result["trace"]:
            found.page.keyboard.press("ArrowRight")
            assert state(found.page) == step["state"], (result["name"], step["event"])
            moved = {cell: (before[cell], value) for cell, value in step["state"].items() if before[cell] != value}
            lit = {d["cell"]: d for d in found.page.evaluate(LIT)}
            assert set(lit) == set(moved), step["event"]
            for cell, (left, entered) in moved.items():
                assert lit[cell]["arcs"] == [[left, entered]], (cell, step["event"])
                assert lit[cell]["labels"] == [step["event"]], cell
                assert lit[cell]["on"] == [entered]
            before = step["state"]
    found.close()


def test_going_back_and_choosing_otherwise_makes_a_branch(browser: Browser, made: Made) -> None:
    """Catches a path that is lost when another is taken, and keys that do nothing."""
    found = opened(browser, made.html, "#explore;s=1.1")
    page = found.page
    page.keyboard.press("1")
    page.keyboard.press("1")
    first = page.locator(".path .way button").all_inner_texts()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("2")
    second = page.locator(".path .way button").all_inner_texts()
    assert len(first) == len(second) == 3
    assert first[:2] == second[:2]
    assert page.locator(".path .branch button").all_inner_texts() == [first[2]]
    page.locator(".path .branch button").click()
    assert page.locator(".path .way button").all_inner_texts() == first
    page.keyboard.press("Home")
    assert page.locator("[aria-current=step]").inner_text() == first[0]
    page.keyboard.press("End")
    assert page.locator("[aria-current=step]").inner_text() == first[2]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "goal"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    found.close()


def test_what_is_shown_is_a_link(browser: Browser, made: Made) -> None:
    """Catches a link that shows something else, also after steps of one's own and under changes."""
    found = opened(browser, made.html, "#explore;s=2.1;c=resumes")
    for key in ("2", "1", "3", "ArrowLeft"):
        found.page.keyboard.press(key)
    link, shown = found.page.evaluate("location.hash"), state(found.page)
    again = opened(browser, made.html, link)
    assert state(again.page) == shown
    assert again.page.evaluate("location.hash") == link
    assert again.page.locator("[aria-current=step]").get_attribute("data-depth") == "2"
    assert again.page.locator("[data-change=resumes]").is_checked()
    again.close()
    found.close()


WRONG = {
    "#nowhere": "there is no view nowhere",
    "#explore;c=gone": "the change gone is not there any more",
    "#explore;t=gone": "the trace gone is not there any more",
    "#explore;s=9.9.9": "sizes 9.9.9 are none",
    "#explore;s=x": "says nothing here",
    "#explore;p=gone~account1": "gone cannot happen there any more",
    "#explore;p=create_account~account7": "create_account cannot happen there any more",
    "#explore;c=clean_later;c=organizations_only": "cannot stand beside clean_later",
    "#explore;%zz=%": "says nothing here",
    "#explore;i=Gone~x;p=create_organization_with_all_features": "the machine Gone is not there any more",
}


@pytest.mark.parametrize("link", WRONG)
def test_what_a_link_says_in_vain_is_said(browser: Browser, made: Made, link: str) -> None:
    """Catches a link that shows nothing, or something else without a word, because a name has gone."""
    found = opened(browser, made.html, link)
    assert WRONG[link] in found.page.locator("#notice").inner_text()
    assert found.page.locator("main > section:not([hidden])").count() == 1
    found.close()


def test_how_finds_the_shortest_way(browser: Browser, made: Made) -> None:
    """Catches a search that finds a longer way, none, or cannot be asked by a click; and a caret under another word."""
    found = opened(browser, made.html, "#explore;s=2.2")
    page = found.page
    page.fill("#goal", "every(Service, integration == 'left_behind')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#goal-answer .good")
    assert page.locator("#goal-answer").inner_text().startswith("7 steps, the shortest way")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.locator("[data-cell='Membership(account2)'] [data-state=created_member]").click()
    until(page, "document.querySelector('#goal-answer').textContent.startsWith('2 steps')")
    page.fill("#goal", "membrship == 'invited'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#goal-answer .bad")
    assert page.locator(".caret").inner_text().split("\n") == ["membrship == 'invited'", "^"]
    page.fill("#goal", "organization == 'all_features' and organization == 'not_created'")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#goal-answer').textContent.includes('There is no way')", 30)
    assert "chartproof how" in page.locator("#goal-answer").inner_text()
    found.close()


def test_a_search_can_be_stopped_and_beyond_its_reach_says_the_command(browser: Browser, made: Made) -> None:
    """Catches a search that nobody can end, and a size that a browser cannot search without saying what can."""
    found = opened(browser, made.html, "#explore;s=3.2")
    page = found.page
    page.fill("#goal", "organization == 'all_features' and organization == 'not_created'")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#goal-answer').textContent.includes('states searched')")
    page.locator("[data-key=find]").click()
    assert page.locator("[data-key=find]").inner_text() == "Find"
    page.evaluate("location.hash = '#explore;s=7.7'")
    until(page, "document.querySelectorAll('[data-cell]').length > 80")
    page.fill("#goal", "organization == 'all_features'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#goal-answer .bad")
    assert "more than 64 bits: chartproof how" in page.locator("#goal-answer").inner_text()
    found.close()


def test_under_a_change_the_first_step_that_breaks_is_marked(browser: Browser, made: Made) -> None:
    """Catches a change that is switched on and changes nothing, a conflict that is not told, and a path that is
    lost.
    """
    found = opened(browser, made.html, "#explore;t=nothing_left_behind")
    page = found.page
    page.locator("[data-key=whatif] summary").click()
    page.locator("[data-change=practice]").check()
    said = page.locator("#impossible").inner_text()
    assert "disable_trusted_access(service1) is impossible under these rules." in said
    assert "It needs: Integration is absent. But Integration(service1) is configured." in said
    page.locator("[data-change=practice]").uncheck()
    assert page.locator("#impossible").count() == 0
    assert page.locator(".path .way button").count() == 5
    page.locator("[data-change=clean_later]").check()
    assert page.locator("[data-change=organizations_only]").is_disabled()
    assert "Not beside clean_later" in page.locator("[data-key=whatif]").inner_text()
    page.evaluate("location.hash = '#explore;c=literal;t=literal/role_present'")
    until(page, "document.querySelectorAll('.path .way button').length === 6")
    steps = "create_organization_with_consolidated_billing!invite_account~account1!begin_enabling_all_features"
    page.evaluate(f"location.hash = '#explore;c=unasked;s=1.1;p={steps}'")
    until(page, "document.querySelector('.path').textContent.includes('leads elsewhere')")
    found.close()


def test_a_change_that_adds_a_machine_can_be_tried(browser: Browser, made: Made) -> None:
    """Catches a machine that is not shown, not searched, not drawn, or there without its change; a step that is said to
    lead elsewhere because a machine is new.
    """
    steps = "create_organization_with_all_features!create_account~account1!enable_from_service~service1"
    found = opened(browser, made.html, f"#explore;s=1.1;p={steps}")
    page = found.page
    assert page.locator("[data-cell^=DelegatedAdministrator]").count() == 0
    page.fill("#goal", "delegated_administrator == 'registered'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#goal-answer .bad")
    page.locator("[data-key=whatif] summary").click()
    page.locator("[data-change=delegated_administrators]").check()
    assert page.locator(".path .way button").count() == 4
    assert "leads elsewhere" not in page.locator(".path").inner_text()
    page.locator("[data-cell='DelegatedAdministrator(account1, service1)'] [data-state=registered]").click()
    until(page, "document.querySelector('#goal-answer').textContent.startsWith('1 step,')")
    assert state(page)["DelegatedAdministrator(account1, service1)"] == "registered"
    [lit] = page.evaluate(LIT)
    assert lit["arcs"] == [["unregistered", "registered"]]
    assert lit["labels"] == ["register_delegated_administrator"]
    page.locator("[data-change=delegated_administrators]").uncheck()
    assert "There is no such event." in page.locator("#impossible").inner_text()
    found.close()


def test_marks_of_events_are_said(browser: Browser, made: Made) -> None:
    """Catches an event that is advised against, spoils something or is sorely missed, and looks like any other."""
    found = opened(browser, made.html, "#explore;t=nothing_left_behind;k=3")
    page = found.page
    spoils = page.locator("[data-key='do stop_without_clean_up(service1)']")
    assert "(spoils)" in spoils.inner_text()
    assert "stays behind" in (spoils.get_attribute("title") or "")
    assert "spoils" in (spoils.get_attribute("aria-label") or "")
    assert "What it spoils: What the service has set up" in page.locator("#explore-events").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "(advised against)" in page.locator("[data-key='do disable_trusted_access(service1)']").inner_text()
    page.evaluate("location.hash = '#machines'")
    until(page, "!document.querySelector('#machines').hidden")
    events = page.locator("#machines").inner_text()
    for said in ("Advised against: ", "What it spoils: ", "What is lost where it can no longer happen: "):
        assert said in events
    found.close()


def test_what_cannot_happen_says_why_and_permissions_are_missed(browser: Browser, made: Made) -> None:
    """Catches a reason that is said for each choice anew, and a caller who may do what it has no permission for."""
    found = opened(browser, made.html, "#explore;s=2.1")
    page = found.page
    page.locator("[data-key=cannot] > summary").click()
    leave = page.locator(".impossible [data-event=leave_organization]").inner_text()
    assert "account1; account2" not in leave  # their states are read one by one
    invite = page.locator(".impossible [data-event=finalize_all_features]").inner_text()
    assert "It needs: Organization is enabling_all_features. But Organization is not_created." in invite
    page.locator("[data-key=permissions] > summary").click()
    page.locator("[data-key=held]").check()
    page.locator("[data-key='hold organizations:CreateOrganization']").uncheck()
    assert "missing: organizations:CreateOrganization" in page.locator("#explore-events").inner_text()
    assert page.locator("[data-key='do create_organization_with_all_features']").is_disabled()
    found.close()


def test_names_lead_to_where_they_are_said(browser: Browser, made: Made) -> None:
    """Catches a link to an event, a property or a statement that leads nowhere."""
    found = opened(browser, made.html, "#page")
    targets = found.page.evaluate(
        """() => Array.from(document.querySelectorAll("main a[href]"), (a) => a.getAttribute("href"))
            .filter((href) => !href.startsWith("#explore"))
            .filter((href) => !document.getElementById(decodeURIComponent(href.slice(1))))"""
    )
    assert targets == []
    found.page.locator("#page a.e", has_text="create_account").first.click()
    assert found.page.locator("#event-create_account").is_visible()
    found.page.locator("#machines a[data-event=leave_organization]").first.click()
    assert found.page.locator("#event-leave_organization").is_visible()
    found.close()


def test_the_filter_and_the_theme(browser: Browser, made: Made) -> None:
    """Catches a filter that hides what it should show, and a theme that the buttons do not change."""
    found = opened(browser, made.html)
    page = found.page
    page.keyboard.press("/")
    page.keyboard.type("stale")
    assert page.locator("#verdict-rows > tr:visible").count() == 1
    page.fill("#filter-text", "")
    page.locator("#filter button", has_text="violated").click()
    assert page.locator("#verdict-rows > tr:visible").count() == 5
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    found.close()


def test_without_scripts_everything_but_the_explorer_is_there(browser: Browser, made: Made) -> None:
    """Catches a page that is empty where scripts may not run, as Jenkins shows it."""
    found = opened(browser, made.html, java_script_enabled=False)
    text = found.page.inner_text("main")
    for said in (
        "no_stale_role",
        "Where nothing of the integration is left",
        "Rule changes",
        "Machines",
        "needs scripts",
    ):
        assert said in text
    assert found.page.locator("main > section:visible").count() == 5
    assert found.page.locator("svg.chart:visible").count() > 8
    found.close()


def test_the_policy_bites(browser: Browser, made: Made) -> None:
    """Catches a policy that stands in the file and forbids nothing: a script that is added, text run as code."""
    found = opened(browser, made.html)
    page = found.page
    page.evaluate(
        """() => {
        window.ran = [];
        setTimeout(() => {
            const script = document.createElement("script");
            script.textContent = "window.ran.push('script')";
            document.body.append(script);
            try { Function("window.ran.push('function')")(); } catch (error) { window.refused = String(error); }
            document.body.insertAdjacentHTML("beforeend", "<img src='x' onerror='window.ran.push(1)'>");
        }, 0);
    }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") == []
    assert "EvalError" in page.evaluate("window.refused")
    assert any("Content Security Policy" in said for said in found.said)
    found.said.clear()
    found.asked.clear()
    found.close()


def test_it_is_printed_in_ink_on_paper(browser: Browser, made: Made) -> None:
    """Catches a dark page that is printed dark, with buttons that paper cannot press."""
    found = opened(browser, made.html, color_scheme="dark")
    found.page.emulate_media(media="print")
    assert found.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not found.page.locator("#filter").is_visible()
    found.close()
