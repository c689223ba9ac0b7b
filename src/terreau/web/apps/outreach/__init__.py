"""Companies asked and heard: visits, questions to a territory, how often each is asked."""
