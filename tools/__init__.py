"""Programs for those who keep fibromag; `./run check` and `./run lock` call them."""
