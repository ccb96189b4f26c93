//! Card clearing: IPM-like blocked files and TC-like fixed-width files.
