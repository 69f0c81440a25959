"""Hands on a keyboard, and nothing else: for journeys without a mouse."""

MOST = 120  # presses of Tab after which a person would have given up
NAME = """() => {
  const one = document.activeElement;
  const words = one.labels?.length ? [...one.labels].map((label) => label.textContent).join(" ")
    : one.getAttribute("aria-label") ?? one.textContent;
  return words.replace(/\\s+/g, " ").trim();
}"""


def move_to(page, name):
    """Press Tab until what begins with these words has the focus."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"the keyboard does not come to “{name}” on {page.url}")


def press(page, name):
    """Go to a button or a link, and press Enter; returns once the next page is there."""
    move_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page, name, words):
    """Go to a field and type."""
    move_to(page, name)
    page.keyboard.type(words)


def choose(page, place):
    """Go to the next group of answers and choose one by its place, the first being 0."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
