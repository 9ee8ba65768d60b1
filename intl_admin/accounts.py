"""How people get an account: by invitation."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignup(DefaultAccountAdapter):
    """Nobody signs up: a coordinator invites, and the invited person sets a password."""

    def is_open_for_signup(self, request):
        return False
