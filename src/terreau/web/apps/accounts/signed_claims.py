"""Reads what an OpenID provider signs, and believes nothing else.

Only the two algorithms that ProConnect signs with are taken, whatever the header of a token
says.
"""

from __future__ import annotations

from typing import Any

import jwt
import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

_ALGORITHMS = ["RS256", "ES256"]
# Seconds by which two clocks may differ.
_LEEWAY = 30


def signed_claims(
    token: str, *, configuration: dict[str, Any], client_id: str, session: requests.Session
) -> dict[str, Any]:
    """Return the claims of a token that the provider signed for us.

    Parameters
    ----------
    token : str
        As it was received.
    configuration : dict[str, Any]
        The provider's discovery page.
    client_id : str
        Our name there.
    session : requests.Session
        By which its public keys are asked.

    Raises
    ------
    OAuth2Error
        Where the signature, the issuer, the addressee or the time is not right.
    """
    try:
        name = jwt.get_unverified_header(token).get("kid")
        answer = session.get(configuration["jwks_uri"])
        answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        key = next(key for key in keys if key.key_id == name or (name is None and len(keys) == 1))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=client_id,
            issuer=configuration["issuer"],
            leeway=_LEEWAY,
        )
    except StopIteration as error:
        raise OAuth2Error("no key of the provider signed this token") from error
    except (jwt.PyJWTError, KeyError, ValueError) as error:
        raise OAuth2Error("a signed answer of the provider cannot be believed") from error
    return claims
