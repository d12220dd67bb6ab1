"""The data and the training of the model that tells the parts of a reference apart."""
