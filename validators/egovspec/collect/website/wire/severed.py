"""Why a connection did not come about or broke, in words an administrator can act upon.

Certificates and TLS versions are the commonest faults of government servers, and OpenSSL's own words for them are read
by few. The codes are OpenSSL's (x509_vfy.h, sslerr.h); what is in no table is given in OpenSSL's words.
"""

from __future__ import annotations

import re
import socket
import ssl
from types import MappingProxyType

_CERTIFICATE = MappingProxyType(
    {
        9: "it is not valid yet",
        10: "it has expired",
        18: "it is self-signed",
        19: "its chain ends in a self-signed certificate that is not trusted",
        20: "its issuer is not known: an authority that is not trusted, or a certificate missing from the chain",
        21: "its issuer is not known: the server does not send the whole chain",
        22: "its chain is too long",
        23: "it is revoked",
        24: "a certificate of its chain is no authority's",
        26: "it is not meant for servers",
        62: "it is for another host",
        64: "it is for another address",
        66: "its key is too weak",
        67: "the key of an authority in its chain is too weak",
        68: "its signature, or one in its chain, uses a hash that is too weak",
    }
)
_TLS = MappingProxyType(
    {
        "UNSUPPORTED_PROTOCOL": "the server speaks only old versions of the protocol (before TLS 1.2)",
        "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks none of our versions of the protocol (TLS 1.2, 1.3)",
        "WRONG_SSL_VERSION": "the server speaks only old versions of the protocol (before TLS 1.2)",
        "WRONG_VERSION_NUMBER": "the server does not answer in TLS at this port",
        "HTTP_REQUEST": "the server does not answer in TLS at this port",
        "PACKET_LENGTH_TOO_LONG": "the server does not answer in TLS at this port",
        "RECORD_LAYER_FAILURE": "the server does not answer in TLS at this port",
        "SSLV3_ALERT_HANDSHAKE_FAILURE": (
            "the server shares no cipher suite with us; it may offer only old ones, or only those of SM2 and SM4"
        ),
        "NO_CIPHERS_AVAILABLE": "the server shares no cipher suite with us",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "the server renegotiates unsafely (no RFC 5746)",
        "DH_KEY_TOO_SMALL": "the server's Diffie-Hellman key is too small",
        "TLSV1_UNRECOGNIZED_NAME": "the server does not know this host",
        "TLSV1_ALERT_UNRECOGNIZED_NAME": "the server does not know this host",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the server asks for a certificate of its visitors",
        "SSLV3_ALERT_BAD_CERTIFICATE": "the server asks for a certificate of its visitors",
        "TLSV1_ALERT_INTERNAL_ERROR": "the server reports an error of its own",
    }
)
_PASSING = (ConnectionResetError, ConnectionAbortedError, ConnectionRefusedError, BrokenPipeError, TimeoutError)


def severed(cause: object, otherwise: str) -> tuple[str, bool]:
    """What to say of a network failure, and whether trying again may help.

    cause       the operating system's or OpenSSL's exception, or a text
    otherwise   what to say when it is none of these
    """
    if isinstance(cause, ssl.SSLCertVerificationError):
        known = _CERTIFICATE.get(cause.verify_code)
        return f"the certificate is not trusted: {known or cause.verify_message}", False
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "the connection was closed during the TLS handshake", True
    if isinstance(cause, ssl.SSLError):
        reason = cause.reason or ""
        plain = re.sub(r"^(sslv3|tlsv1|tlsv13) ", "", reason.replace("_", " ").lower())
        return f"TLS failed: {_TLS.get(reason) or plain or 'no reason given'}", False
    if isinstance(cause, socket.gaierror):
        return f"the name was not found: {(cause.strerror or '').lower()}", cause.errno == socket.EAI_AGAIN
    if isinstance(cause, OSError):
        return (cause.strerror or str(cause)).lower(), isinstance(cause, _PASSING)
    return otherwise, False


__all__ = ["severed"]
