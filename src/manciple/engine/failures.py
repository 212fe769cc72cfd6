"""The one kind of failure the engine raises: a sentence for the person who runs Manciple."""


class EngineFailure(Exception):
    """Manciple cannot start or go on; the message says why and what to do about it."""
