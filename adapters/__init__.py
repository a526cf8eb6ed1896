"""What reads the world's data for the rules in `model/`: one package a world."""
