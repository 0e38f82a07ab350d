"""Nothing in the process reaches another machine while a rehearsal lasts."""

import socket

import pytest

from app.rehearsal.seclusion import LeavingRefused, secluded


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused_before_it_is_made(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with secluded() as refused, socket.socket(family) as out:
        out.settimeout(0.01)
        with pytest.raises(LeavingRefused, match=host):
            out.connect((host, 9))

    assert refused == [host]


def test_a_name_is_not_even_looked_up() -> None:
    with secluded() as refused, pytest.raises(LeavingRefused, match=r"partner\.example"):
        socket.getaddrinfo("partner.example", 443)
    with secluded(), pytest.raises(LeavingRefused, match=r"partner\.example"):
        socket.gethostbyname("partner.example")

    assert refused == ["partner.example"]


def test_a_datagram_is_refused_too() -> None:
    with secluded(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(LeavingRefused):
        out.sendto(b"x", ("192.0.2.1", 9))


def test_this_machine_can_be_reached_and_afterwards_everything_is_as_before() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with secluded() as refused, socket.create_connection(server.getsockname(), timeout=5):
            pass
        with socket.socket() as out:
            out.settimeout(0.01)
            with pytest.raises(OSError) as caught:  # which one depends on the network
                out.connect(("192.0.2.1", 9))

    assert refused == []
    assert not isinstance(caught.value, LeavingRefused)
