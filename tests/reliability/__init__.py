"""Whether our guards see what they are there to see, and whether the money outlives what it stands on."""
