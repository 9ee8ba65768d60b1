"""How people get in: by invitation, or in the demo with one click."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import EmailView, LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from councils.models import Appointment, Person, User
from councils.roles import ROLES
from councils.spoken import speaking_with
from councils.words import Words

from .navigation import post_in_words

# RFC 2606 keeps this top-level domain free: nobody real has an address there, so the demo can never let anybody in as a real person.
DEMO_ADDRESS = ".example"


class ClosedSignup(DefaultAccountAdapter):
    """Nobody signs up: a coordinator invites, and the invited person sets a password."""

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return first_page_of(request.user)

    def can_delete_email(self, email_address):
        """The address that one signs in with is changed for another, never taken away."""
        return super().can_delete_email(email_address) and email_address.email != email_address.user.email

    def confirm_email(self, request, email_address):
        """One without an address marked as primary signs in with the one confirmed."""
        if is_taken(email_address):
            messages.error(request, _("Adressen används redan av någon. Välj en annan."))
            return False
        return super().confirm_email(request, email_address)


def is_taken(address) -> bool:
    """Whether somebody else has the address, with or without a way in."""
    others = Person.objects.filter(email__iexact=address.email).exclude(account=address.user)
    return others.exists() or User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id).exists()


class AddressView(EmailView):
    """One's own addresses. Only a confirmed one becomes the one to sign in with; the person's address follows it (see User.save)."""

    def _action_primary(self, request, *args, **kwargs):
        address = self._get_email_address(request)
        if address is None or address.email == request.user.email:
            return super()._action_primary(request, *args, **kwargs)
        if not address.verified:
            messages.error(request, _("Adressen är inte bekräftad. Öppna länken i brevet dit först, eller skicka det igen."))
        elif is_taken(address):
            messages.error(request, _("Adressen används redan av någon. Välj en annan."))
        else:
            return super()._action_primary(request, *args, **kwargs)
        return None


def first_page_of(user):
    """The work page of the municipality of the first post in force; without a post, the public start page."""
    post = Appointment.objects.held_by(user).in_force(timezone.localdate()).select_related("container").order_by("pk").first()
    return reverse("work", args=[post.container.as_home.slug]) if post else resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_GET
def healthz(request):
    """For a load balancer or a monitor: the process answers and the database too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def demo_posts():
    """{person: the posts that person holds today}, in the order of roles.py and of the municipalities."""
    roles = list(ROLES)
    posts = (
        Appointment.objects.in_force(timezone.localdate())
        .filter(person__account__is_active=True, person__account__email__endswith=DEMO_ADDRESS)
        .select_related("person", "municipality", "container")
    )
    found = {}
    for post in sorted(posts, key=lambda p: (roles.index(p.role), p.municipality.position, p.municipality.name_sort, p.deputy, p.pk)):
        found.setdefault(post.person, []).append(post)
    return found


def demo_people():
    """For the sign-in page: one person for each role in each municipality, said as templates/partials/demo_people.html wants it."""
    people, words, represented = [], {}, set()
    for person, posts in demo_posts().items():
        first = posts[0]
        kinds = {(post.role, post.municipality_id) for post in posts if post.role == first.role}
        if kinds <= represented:
            continue
        represented |= kinds
        for post in posts:
            words.setdefault(post.municipality_id, Words(post.municipality))
        titles = dict.fromkeys(post_in_words(post, words[post.municipality_id]) for post in posts)
        with speaking_with(words[first.municipality_id]):
            does = str(ROLES[first.role].does)
        people.append(
            {
                "value": person.pk,
                "name": person.name,
                "says": f"{'; '.join(titles)}. {does}",
                "place": ", ".join(dict.fromkeys(post.municipality.name for post in posts)),
            }
        )
    return people


class DemoLogin(LoginView):
    """The sign-in page with the people of the demo beside the form."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"demo_people": demo_people()}


@never_cache
@require_POST
def demo_sign_in(request):
    """Sign in as the chosen person of the demo; the session gets a new key. Outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    chosen = request.POST.get("person", "")
    people = Person.objects.filter(account__is_active=True, account__email__endswith=DEMO_ADDRESS).select_related("account")
    person = get_object_or_404(people, pk=int(chosen) if chosen.isdecimal() else 0)
    login(request, person.account, backend="councils.access.ContainerBackend")
    return HttpResponseRedirect(first_page_of(person.account))
