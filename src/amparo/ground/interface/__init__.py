"""The face of every page: layout, components, style sheet, weight, quick exit."""
