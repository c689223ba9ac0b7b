"""The forms of an account that django-allauth does not have, or that we make stricter."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    """A name, and the language of pages and letters."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)


class _Credential(forms.JSONField):
    """What a browser sends of a key."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Return what was sent; what no browser sends is refused as what cannot be read."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:  # too deep, a number too long
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error


class _Legible(forms.Form):
    """Refuses what no browser sends as a credential: django-allauth would fail on it."""

    credential = _Credential()

    def clean_credential(self) -> Any:
        """Return who is proved, or refuse."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(_Legible, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by a passkey alone."""


class PasskeyProofForm(_Legible, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a password."""


class PasskeyAgainForm(_Legible, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before a change of security."""


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name."""

    credential = _Credential()

    def clean(self) -> dict[str, Any]:
        """Return what was made, or refuse."""
        try:
            return dict(super().clean())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
