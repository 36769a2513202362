"""What a proposal amounts to, in numbers, words and figures."""
