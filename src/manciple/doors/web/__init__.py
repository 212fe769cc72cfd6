"""Pages for people, made of what the packages below declare."""
