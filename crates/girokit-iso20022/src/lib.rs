//! ISO 20022 messages: generated models, a fast XML runtime, validation with paths.
