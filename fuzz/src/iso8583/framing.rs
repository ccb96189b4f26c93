//! Frames on a byte stream.

use girokit_iso8583::link::framing::{
    FrameHeader, FrameReader, Framing, FramingErrorKind, HeaderForm, LengthForm, Tpdu,
};
use girokit_iso8583::spec::Charset;

/// The most bytes of a message: small, so that hostile lengths are met often.
const MAX: usize = 600;

/// However a stream is split, the same frames come out; what comes out is written back as the same bytes; nothing beyond the limit
/// is kept.
///
/// # Panics
/// When a promise is broken.
pub fn framing(data: &[u8]) {
    let [kind, split, stream @ ..] = data else {
        return;
    };
    let framing = form(*kind);
    let whole = read(framing, stream, stream.len().max(1));
    assert_eq!(whole, read(framing, stream, 1), "byte by byte");
    assert_eq!(
        whole,
        read(framing, stream, usize::from(*split).max(1)),
        "by {split}"
    );

    let mut written = Vec::new();
    for (header, body) in &whole.0 {
        if body.is_empty() {
            framing.write_keep_alive(&mut written);
        } else {
            framing
                .write_with(*header, &mut written, |out| out.extend_from_slice(body))
                .expect("what was read can be written");
        }
    }
    let again = read(framing, &written, written.len().max(1));
    let bodies = |frames: &Frames| -> Vec<Vec<u8>> {
        frames.0.iter().map(|(_, body)| body.clone()).collect()
    };
    assert_eq!(bodies(&again), bodies(&whole), "after the round trip");
    assert_eq!(again.1, None, "after the round trip");
}

type Frames = (Vec<(FrameHeader, Vec<u8>)>, Option<FramingErrorKind>);

fn read(framing: Framing, stream: &[u8], by: usize) -> Frames {
    let mut reader = FrameReader::new(framing);
    let mut frames = Vec::new();
    for piece in stream.chunks(by) {
        reader.push(piece);
        loop {
            match reader.next_frame() {
                Ok(Some(frame)) => {
                    assert!(frame.body.len() <= MAX);
                    frames.push((frame.header, frame.body.to_vec()));
                }
                Ok(None) => break,
                Err(error) => return (frames, Some(error.kind())),
            }
        }
        // A length, a header, the longest message and a trailer, and no more.
        assert!(
            reader.pending() <= MAX + 32,
            "{} bytes kept",
            reader.pending()
        );
    }
    let end = reader.finish().err().map(|error| error.kind());
    (frames, end)
}

fn form(kind: u8) -> Framing {
    let framing = match kind % 12 {
        0 => Framing::binary2(),
        1 => Framing::binary4(),
        2 => Framing::ascii4(),
        3 => Framing::bcd2(),
        4 => Framing::visa(),
        5 => Framing::tpdu(Tpdu::new([0, 3], [0, 0])),
        6 => Framing::new(LengthForm::BinaryLittle, 2),
        7 => Framing::new(LengthForm::Text(Charset::Cp037), 4),
        8 => Framing::ascii4().with_trailer(b"\x03", false),
        9 => Framing::binary2()
            .with_header(HeaderForm::reserved(3), true)
            .with_trailer(b"\r\n", true),
        10 => Framing::ascii4().with_bias(-2),
        _ => Framing::new(LengthForm::Binary, 1).with_bias(1),
    };
    let framing = framing.with_max(MAX);
    let framing = if kind & 0x40 == 0 {
        framing
    } else {
        framing.inclusive()
    };
    if kind & 0x80 == 0 {
        framing
    } else {
        framing.with_keep_alive()
    }
}
