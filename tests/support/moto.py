"""moto's server: another implementation of DynamoDB's API, to see what the commands do where something is missing."""

from moto.server import ThreadedMotoServer


class MotoServer:
    """In this process, on a free port."""

    def __init__(self):
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def __enter__(self) -> "MotoServer":
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        return self

    def __exit__(self, *_) -> None:
        self._server.stop()
