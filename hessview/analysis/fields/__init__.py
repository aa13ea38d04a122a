"""What a picture of f needs: samples, iso-lines and their labels, colours, a box worth looking at."""
