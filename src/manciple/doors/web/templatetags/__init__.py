"""What templates load: `{% load web %}`."""
