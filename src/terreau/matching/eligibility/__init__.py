"""Which scheme fits: rules as data, answered yes, no or cannot tell, and why."""
