"""moto's server: another implementation of DynamoDB's API, to see what the commands do where something is missing."""

import urllib.request

from moto.server import ThreadedMotoServer


class MotoServer:
    """In this process, on a free port."""

    def __init__(self):
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def __enter__(self) -> "MotoServer":
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        # All servers of a process have one state: begin with none.
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST"), timeout=30).close()
        return self

    def __exit__(self, *_) -> None:
        self._server.stop()
