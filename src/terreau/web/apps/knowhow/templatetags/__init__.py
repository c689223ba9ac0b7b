"""What templates of know-how use."""
