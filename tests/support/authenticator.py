"""A device that makes passkeys and answers with them, as WebAuthn (level 3) has it, without a browser."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40  # flags of the authenticator's data: WebAuthn, 6.1


@dataclass
class Authenticator:
    """One passkey on one device; ``counts`` is what it adds to its counter each time."""

    origin: str = "https://learn.example.org"
    counts: int = 1
    verifies: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    count: int = 0
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """What the browser sends of a new passkey."""
        numbers = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}  # RFC 9053
        made = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], WITH_KEY) + made
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._sent(
            clientDataJSON=self._client("webauthn.create", options["challenge"]), attestationObject=attestation
        )

    def answer(self, options: dict[str, Any]) -> str:
        """What the browser sends when it is asked for a passkey."""
        self.count += self.counts
        data, client = self._data(options["rpId"]), self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, domain: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential_id)
        said = {each: bytes_to_base64url(part) for each, part in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
