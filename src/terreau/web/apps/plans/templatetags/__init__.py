"""What templates of plans use."""
