"""The clinical record: models, who may see what, and every change to it. No pages, no formats."""
