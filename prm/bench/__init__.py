"""The instruments: figures of speed and memory (`make bench`) and pictures of every main page (`make screenshots`).

A pillar's own measurements stand in its bench.py or bench/; this room knows how to measure and how to tell, and no pillar.
"""
