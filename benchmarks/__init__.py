"""What Manciple costs, as ratios against a floor measured in the same run. No test asserts a time."""
