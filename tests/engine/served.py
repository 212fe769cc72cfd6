"""`manciple serve` whoever runs the tests: the command itself refuses to run as root, which containers do."""

import sys

from manciple.engine.home import Home
from manciple.engine.serving import Instance, Request
from manciple.engine.web import Listening

if __name__ == "__main__":
    listening = Listening(host="127.0.0.1", port=int(sys.argv[-1]))
    Instance(Home.from_environment().create(), Request(listening)).run()
