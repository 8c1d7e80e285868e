"""One store of rack pictures, local and remote, with the owners that may change them."""
