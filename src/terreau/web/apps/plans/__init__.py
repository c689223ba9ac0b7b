"""What a territory means to do: plans, action sheets, needs, committees."""
