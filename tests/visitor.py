"""Somebody in front of a browser, who reads what stands on the page in the language they chose, and presses what has that name."""

from django.urls import reverse
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import Page, expect

from councils.spoken import speak


class Visitor:
    """One person's browser. Texts are given as the Swedish msgid, and looked for in the visitor's language."""

    def __init__(self, page: Page, language="sv", slug="osby"):
        self.page, self.language, self.slug = page, language, slug

    def say(self, msgid, context=None, **values) -> str:
        with override(self.language):
            text = pgettext(context, msgid) if context else gettext(msgid)
            return speak(text, **values) if "%(" in text else text

    def go(self, path):
        assert self.page.goto(path).status == 200, path

    def choose_language(self):
        """By the link or button on the page, where the page is not in it already."""
        if self.page.locator("html").get_attribute("lang") != self.language:
            name = "In English" if self.language == "en" else "På svenska"
            self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first.click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def follow(self, msgid, within="main", **values):
        self.follow_text(self.say(msgid, **values), within)

    def follow_text(self, text, within="main"):
        self.page.locator(within).get_by_role("link", name=text).first.click()

    def turn_to(self, duty, name):
        """A page by the navigation: the duty first, then the entry that leads there, whatever the municipality calls it."""
        self.follow(duty, within="nav.duties")
        self.page.locator(f"nav.sub a[href='{reverse(name, args=[self.slug])}']").click()

    def press(self, msgid, **values):
        self.page.get_by_role("button", name=self.say(msgid, **values)).first.click()

    def field(self, msgid):
        """By its label, which may end with «(optional)»."""
        return self.page.locator("main").get_by_label(self.say(msgid)).first

    def fill(self, msgid, text):
        self.field(msgid).fill(text)

    def pick(self, text):
        self.page.get_by_role("radio", name=text, exact=True).check()

    def sees(self, *texts):
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def reads(self, msgid, context=None, **values):
        self.sees(self.say(msgid, context, **values))

    def misses(self, text):
        expect(self.page.locator("body")).not_to_contain_text(text)

    def stands_at(self, heading):
        expect(self.page.locator("main h1")).to_contain_text(heading)

    def signs_in(self, email, password):
        """Through the sign-in page, as people do."""
        self.go("/konto/login/")
        self.choose_language()
        self.page.locator("input[type=email]").fill(email)
        self.page.locator("input[type=password]").fill(password)
        self.press("Logga in")
        self.stands_at(self.say("Att göra"))

    def signs_out(self):
        self.press("Logga ut")
        expect(self.page.get_by_role("button", name=self.say("Logga ut"))).to_have_count(0)
