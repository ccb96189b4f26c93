//! The `pattern` facet: a state machine that the generator compiled, run over the bytes of a value.

/// A compiled pattern. The whole value must match, as XML Schema demands.
///
/// Made by `girokit-iso20022-codegen`; see its `pattern` module for the syntax.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pattern {
    /// The pattern as the schema writes it; several are joined with `|`.
    pub source: &'static str,
    classes: &'static [u8; 256],
    width: usize,
    table: &'static [u16],
    accept: &'static [bool],
}

/// The entry of a table from which no match is possible.
pub const DEAD: u16 = u16::MAX;

impl Pattern {
    /// Assembles a machine: the class of each byte, the number of classes, the next state by state and class, and which states
    /// accept. State 0 begins. Bytes that continue a UTF-8 character have a class that keeps the state.
    pub const fn new(
        source: &'static str,
        classes: &'static [u8; 256],
        width: usize,
        table: &'static [u16],
        accept: &'static [bool],
    ) -> Self {
        Self {
            source,
            classes,
            width,
            table,
            accept,
        }
    }

    /// Whether the whole text matches. One step for each byte.
    ///
    /// ```
    /// use girokit_iso20022::pattern::{DEAD, Pattern};
    ///
    /// // `a+`: class 1 is the letter, class 0 everything else.
    /// const CLASSES: [u8; 256] = {
    ///     let mut classes = [0; 256];
    ///     classes[b'a' as usize] = 1;
    ///     classes
    /// };
    /// static LETTERS: Pattern = Pattern::new("a+", &CLASSES, 2, &[DEAD, 1, DEAD, 1], &[false, true]);
    /// assert!(LETTERS.matches("aaa"));
    /// assert!(!LETTERS.matches("ab") && !LETTERS.matches(""));
    /// ```
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        let mut state = 0;
        for byte in text.bytes() {
            let class = self
                .classes
                .get(usize::from(byte))
                .map_or(0, |c| usize::from(*c));
            match self.table.get(state * self.width + class) {
                Some(&next) if next != DEAD => state = usize::from(next),
                _ => return false,
            }
        }
        self.accept.get(state) == Some(&true)
    }
}
