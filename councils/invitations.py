"""The letter that opens a way in: one address, used once, where the person sets a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _


def set_password_path(account) -> str:
    """Where the account's first password is set; the path stops working when that is done."""
    key = default_token_generator.make_token(account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})


def invitation_letter(request, account, municipality) -> tuple[str, str]:
    """(subject, text)."""
    address = request.build_absolute_uri(set_password_path(account))
    facts = {"municipality": municipality.official_name, "address": address, "person": account.called}
    subject = _("Inbjudan till %(municipality)s internationella arbete") % facts
    text = _(
        "Hej %(person)s!\n\nDu har fått ett uppdrag i %(municipality)s internationella arbete. "
        "Välj ett lösenord här, så kan du logga in:\n\n%(address)s\n\nVäntade du dig inte brevet kan du slänga det."
    )
    return get_adapter(request).format_email_subject(subject), text % facts
