"""The example configurations are accepted by the programs they are for.

Marked slow: the programs come from Debian and are fetched by bin/test.
"""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.architecture.house import CLONE

EXAMPLES = CLONE / "docs" / "examples"
MEMORY = "/dev/shm"  # noqa: S108 - what Linux keeps in memory
pytestmark = pytest.mark.slow


def _said(*command: object) -> str:
    """What a program says about a configuration; fails the test if it refuses."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def _with(text: str, **replaced: object) -> str:
    """The text with each marked place replaced; a place that is gone fails the test."""
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, str(new))
    return text


def _certificate(folder: Path) -> None:
    """A certificate of our own making, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "amparo.example.org")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    (folder / "fullchain.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


@pytest.mark.parametrize("name", ["amparo.service", "amparo-worker.service"])
def test_systemd_takes_the_units(name, tmp_path):
    for unit in EXAMPLES.glob("*.service"):
        here = _with(unit.read_text(), **{"/srv/amparo": CLONE})
        (tmp_path / unit.name).write_text(here)
    said = _said("systemd-analyze", "verify", "--man=no", tmp_path / name)
    assert "Unknown" not in said
    broken = tmp_path / "broken.service"
    broken.write_text("[Service]\nExecStart=/nowhere/at-all\n")
    refused = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(broken)], capture_output=True, check=False
    )
    assert refused.returncode != 0


def test_nginx_takes_its_configuration(tmp_path):
    _certificate(tmp_path)
    (tmp_path / "mime.types").write_text("types { text/html html; }\n")
    written = _with(
        (EXAMPLES / "nginx.conf").read_text(),
        **{
            "/etc/ssl/amparo": tmp_path,
            "/run/nginx.pid": tmp_path / "nginx.pid",
            "/etc/nginx/mime.types": tmp_path / "mime.types",
            "/var/lib/nginx/amparo-sealed": tmp_path / "sealed",
            f"{MEMORY}/amparo-bodies": tmp_path / "bodies",
        },
    )
    (tmp_path / "nginx.conf").write_text(written)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    _said(program, "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf")


def test_nginx_tells_amparo_nothing_of_who_asked():
    text = (EXAMPLES / "nginx.conf").read_text()
    assert "access_log off;" in text
    assert "$remote_addr" not in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_nothing_that_is_sent_waits_on_a_disk_before_it_is_sealed():
    nginx = (EXAMPLES / "nginx.conf").read_text()
    places = re.findall(r"(?:location (.+) \{\s+)?client_body_temp_path (\S+);", nginx)
    assert ("", f"{MEMORY}/amparo-bodies") in places
    assert [where for where, place in places if not place.startswith(f"{MEMORY}/")] == [
        "~ ^/[a-z-]+/vault/blobs/$"
    ]
    unit = (EXAMPLES / "amparo.service").read_text()
    assert "\nLimitCORE=0\n" in unit
    assert "\nMemorySwapMax=0\n" in unit


def test_tor_takes_its_configuration(tmp_path):
    hidden = tmp_path / "amparo"
    hidden.mkdir(mode=0o700)
    written = _with((EXAMPLES / "torrc").read_text(), **{"/var/lib/tor/amparo": hidden})
    (tmp_path / "torrc").write_text(f"{written}DataDirectory {tmp_path / 'data'}\n")
    program = shutil.which("tor") or "/usr/sbin/tor"
    _said(program, "--verify-config", "-f", tmp_path / "torrc")
