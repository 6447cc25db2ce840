"""A customer accepts their plan and gets it, in real Chromium: by hand on the screen, by keyboard, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from fingerpost.demo.world import World
from fingerpost.files.queries import read_file
from fingerpost.plans.models import PlanAcceptance, PlanCopy, PlanVersion
from fingerpost.staff.services import acting_as
from tests.browser.browser import NARROW, WIDE, PageAs, axe
from tests.browser.steps import fill, follow, heading, press, summary, tick
from tests.plans.copies_steps import LATE, reachable
from tests.plans.steps import attended, planned

pytestmark = pytest.mark.django_db(transaction=True)

DRAWN = "They signed on this screen"
TYPED = "They typed their name and confirmed"
PRIVACY = "I showed the customer the privacy notice, and what is shared with whom"
QUESTION = "What did the customer answer?"


def a_version(world: World) -> PlanVersion:
    with acting_as(world.memberships["area_adviser"]) as actor:
        version = planned(actor, attended(actor, world))
        reachable(version, mobile=True)
        return version


def open_acceptance(page: Page, version: PlanVersion) -> None:
    page.goto(f"/staff/attendances/{version.attendance_id}/plan/acceptance/")
    heading(page, "Accept the plan")


def fits(page: Page) -> bool:
    fits: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fits


def box_of(page: Page) -> Locator:
    return page.get_by_role("img", name="Box to sign in")


def sign_by_mouse(page: Page) -> None:
    """A stroke across the box."""
    box_of(page).scroll_into_view_if_needed()
    box = box_of(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + step * (box["width"] - 40) / 6, box["y"] + (50 if step % 2 else 20))
    page.mouse.up()


def sign_by_finger(page: Page) -> None:
    """The same stroke as a touch screen tells it."""
    box_of(page).scroll_into_view_if_needed()
    box = box_of(page).bounding_box()
    assert box is not None
    screen = page.context.new_cdp_session(page)
    where = [
        (box["x"] + 20 + step * (box["width"] - 40) / 6, box["y"] + 20 + 25 * (step % 2)) for step in range(6)
    ]
    for number, (across, down) in enumerate(where):
        kind = "touchMove" if number else "touchStart"
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": across, "y": down}]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def answer_of(world: World, version: PlanVersion) -> PlanAcceptance:
    with acting_as(world.memberships["area_adviser"]):
        return PlanAcceptance.objects.get(version=version)


@pytest.mark.requirement("OI-8.15b", "OI-9.6")
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("hand", ["mouse", "finger"])
def test_signature_when_drawn_then_is_kept_as_it_was_drawn(
    world: World, page_as: PageAs, hand: str, width: int
) -> None:
    version = a_version(world)
    page = page_as("area_adviser", width=width, has_touch=hand == "finger")
    open_acceptance(page, version)
    tick(page, QUESTION, DRAWN)
    expect(page.get_by_text("Nothing is signed yet.")).to_be_visible()
    assert fits(page)
    assert axe(page) == []
    (sign_by_mouse if hand == "mouse" else sign_by_finger)(page)
    expect(page.get_by_text("There is a signature in the box.")).to_be_visible()
    # Something else is missing: the page comes back, and what was signed is still there.
    press(page, "Keep the answer")
    expect(summary(page)).to_contain_text("Show the customer the privacy notice first")
    expect(page.get_by_text("There is a signature in the box.")).to_be_visible()
    assert axe(page) == []
    page.get_by_label(PRIVACY).check()
    press(page, "Keep the answer")
    heading(page, "Give the plan")
    kept = answer_of(world, version)
    assert kept.route == "drawn"
    with acting_as(world.memberships["area_adviser"]):
        assert kept.file_id is not None
        picture = read_file(kept.file_id)
    assert dark_pixels(page, picture) > 200


def dark_pixels(page: Page, picture: bytes) -> int:
    """How much ink is in a picture, as the browser itself reads it."""
    count: int = page.evaluate(
        """async (bytes) => {
            const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
            const canvas = new OffscreenCanvas(image.width, image.height);
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const data = pen.getImageData(0, 0, image.width, image.height).data;
            return data.filter((value, place) => place % 4 === 0 && value < 128).length;
        }""",
        list(picture),
    )
    return count


def test_signature_when_cleared_then_is_none_and_another_way_counts(world: World, page_as: PageAs) -> None:
    version = a_version(world)
    page = page_as("area_adviser")
    open_acceptance(page, version)
    page.get_by_label(PRIVACY).check()
    tick(page, QUESTION, DRAWN)
    sign_by_mouse(page)
    press(page, "Clear the box")
    expect(page.get_by_text("Nothing is signed yet.")).to_be_visible()
    press(page, "Keep the answer")
    expect(summary(page)).to_contain_text("The signature is missing. Sign again, or choose another way")
    tick(page, QUESTION, TYPED)
    expect(box_of(page)).to_be_hidden()
    fill(page, "Name of the customer, typed by them", "Vashti Placeholder")
    page.get_by_label("The customer ticks: I agree with this plan").check()
    press(page, "Keep the answer")
    heading(page, "Give the plan")
    kept = answer_of(world, version)
    assert (kept.route, kept.file_id) == ("typed", None)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_plan_without_script_then_is_accepted_printed_and_given_and_nothing_offers_to_sign_the_screen(
    world: World, page_as: PageAs, width: int
) -> None:
    version = a_version(world)
    page = page_as("area_adviser", width=width, javascript=False)
    open_acceptance(page, version)
    expect(page.get_by_label(DRAWN)).to_have_count(0)
    expect(page.locator("canvas")).to_have_count(0)
    assert fits(page)
    page.get_by_label(PRIVACY).check()
    tick(page, QUESTION, TYPED)
    fill(page, "Name of the customer, typed by them", "Vashti Placeholder")
    page.get_by_label("The customer ticks: I agree with this plan").check()
    press(page, "Keep the answer")
    heading(page, "Give the plan")
    assert fits(page)
    tick(page, "How does the customer get it?", "Printed and given in hand")
    press(page, "Make the copy")
    heading(page, "Printed and given in hand")
    assert fits(page)
    with page.expect_download() as download:
        follow(page, "Download the plan to print (PDF)")
    assert download.value.suggested_filename == "plan-1.pdf"
    press(page, "The customer has it")
    expect(page.locator("#state")).to_have_text("Given")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _press in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


@pytest.mark.requirement("BR-8.3", "OI-14.17.xiii")
def test_plan_by_keyboard_alone_then_is_accepted_sent_and_its_phrase_told(
    world: World, page_as: PageAs
) -> None:
    version = a_version(world)
    page = page_as("area_adviser", width=NARROW)
    open_acceptance(page, version)
    tab_to(page, page.get_by_label(PRIVACY))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label(DRAWN))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Name of the customer, typed by them"))
    page.keyboard.type("Vashti Placeholder")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heading(page, "Give the plan")
    assert axe(page) == []
    ways = page.get_by_role("group", name="How does the customer get it?")
    tab_to(page, ways.get_by_label("Encrypted file by email"))
    tab_to(page, page.get_by_label("Why does the customer not take it from the session with them?"))
    page.keyboard.type(LATE)
    page.keyboard.press("Enter")
    heading(page, "Encrypted file by email")
    expect(page.locator("#state")).to_have_text("On its way")
    assert fits(page)
    assert axe(page) == []
    tab_to(page, page.get_by_label("The customer told the adviser"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Arrived")
    expect(page.locator("#phrase")).to_have_count(0)
    tab_to(page, page.get_by_role("button", name="Show the pass phrase"))
    page.keyboard.press("Enter")
    expect(page.locator("#phrase")).to_be_visible()
    phrase = page.locator("#phrase").inner_text()
    assert fits(page)
    assert axe(page) == []
    tab_to(page, page.get_by_label("Spoken, on the telephone or in person"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Given")
    assert phrase not in page.content()
    # The page that showed it can't be fetched back: no browser kept it.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
    with acting_as(world.memberships["area_adviser"]):
        copy = PlanCopy.objects.get(version=version)
    assert (copy.state, copy.told_how, copy.sealed_phrase) == ("given", "spoken", None)


def test_receipt_by_somebody_who_is_signed_in_nowhere_then_takes_one_press(
    world: World, page_as: PageAs
) -> None:
    for javascript in (True, False):
        visitor = page_as(None, width=NARROW, javascript=javascript)
        visitor.goto("/received/no-such-link/")
        heading(visitor, "Has the file arrived?")
        assert fits(visitor)
        tab_to(visitor, visitor.get_by_role("button", name="The file has arrived"))
        visitor.keyboard.press("Enter")
        heading(visitor, "Thank you")
        assert fits(visitor)
