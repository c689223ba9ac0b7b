"""The people who sign in, the tokens they make, and what was done by whom.

A row of the history holds a random key in place of the person who acted:
`Actor` is the only place that says who that is, so that erasing the person is
to empty one row there. The history itself is only ever added to: a trigger of
the database refuses the rest (migration 0002).
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Channel, Verb


class UserManager(BaseUserManager["User"]):
    """Makes people; their address is kept in small letters."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Return a new person; without a password, one who cannot sign in by it."""
        user = self.model(email=email.strip().lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of an address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in: an address, a name, and nothing else about them."""

    email = models.EmailField(_("Adresse électronique"), unique=True)
    name = models.CharField(_("Nom"), max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fr")
    # The day on which somebody long away was told that their account will be erased.
    told_on = models.DateField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email",)
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="small_letters"),
        )

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the person; a new one has a key at once, so that every backup knows it."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            Actor.objects.get_or_create(user=self)

    @property
    def display_name(self) -> str:
        """What others read: the name, or the address of who gave none."""
        return self.name or self.email


class Actor(models.Model):
    """The random key under which the history knows a person: erased, it names nobody."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, null=True, on_delete=models.SET_NULL, related_name="actor")

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return str(self.key)


class HistoryEntry(models.Model):
    """Who did what, when, on whose behalf, to which object, from what to what.

    ``changes`` is ``{field: [before, after]}``; of a personal field it says that it changed,
    not what it holds (`history.PERSONAL`).
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    # None: by whoever holds the machine, or by the software itself.
    actor_key = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=16, choices=Verb)
    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)
    # For whom it was written down: a person who signs in, or an organisation (its key).
    behalf_key = models.UUIDField(null=True, db_index=True)
    behalf_organisation = models.PositiveBigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("object_type", "object_key", "-at")),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_key}"


class ApiToken(models.Model):
    """A key by which a program acts as a person, for some acts, until a date.

    Only its digest is kept: the key itself is shown once.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # Its first letters, to tell one from another.
    prefix = models.CharField(max_length=12)
    # Acts it allows, as "directory:read".
    allows = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="token_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"


class WaitingLetter(models.Model):
    """A letter from when it is written until it has left; its words are enciphered.

    It leaves apart from the request that wrote it: a mail server that refuses breaks no page, and
    the letter is tried again.
    """

    email = models.EmailField()
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(default=timezone.now)
    # Why it did not leave the last time: the name of a fault, never an address.
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"letter {self.pk}, tried {self.attempts} times"
