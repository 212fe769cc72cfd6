"""The pages, one module per kind of page; each fills the shapes of `shown`."""
