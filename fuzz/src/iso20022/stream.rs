//! Streams beside the reader of whole documents.

use std::io::{self, BufRead, Read};

use girokit_iso20022::stream::{ItemStream, ItemWriter, Position, Streamed};
use girokit_iso20022::{AnyMessage, Code, Element, Error, Limits, Message as _, Problem};
use girokit_iso20022::{
    camt_052_001_08, camt_053_001_02, camt_053_001_08, camt_054_001_08, pacs_003_001_08,
    pacs_008_001_08, pain_001_001_09, pain_008_001_08,
};

/// A stream over small odd pieces gives the verdict, the problems and the items that the reader of whole documents gives,
/// and so does one that is interrupted and resumed.
///
/// # Panics
/// When a promise is broken.
pub fn stream(data: &[u8]) {
    match AnyMessage::detect(data).map(|detected| detected.namespace) {
        Ok(namespace) => {
            let id = namespace.rsplit(':').next().unwrap_or_default();
            match id {
                camt_052_001_08::Document::ID => agree::<camt_052_001_08::Document>(data),
                camt_053_001_02::Document::ID => agree::<camt_053_001_02::Document>(data),
                camt_054_001_08::Document::ID => agree::<camt_054_001_08::Document>(data),
                pacs_003_001_08::Document::ID => agree::<pacs_003_001_08::Document>(data),
                pacs_008_001_08::Document::ID => agree::<pacs_008_001_08::Document>(data),
                pain_001_001_09::Document::ID => agree::<pain_001_001_09::Document>(data),
                pain_008_001_08::Document::ID => agree::<pain_008_001_08::Document>(data),
                _ => agree::<camt_053_001_08::Document>(data),
            }
        }
        Err(_) => agree::<camt_053_001_08::Document>(data),
    }
}

/// What a stream brought.
#[derive(Debug, Default, PartialEq)]
struct Brought {
    items: Vec<String>,
    problems: Vec<Problem>,
    last: Option<Error>,
    is_complete: bool,
}

fn agree<M: Streamed>(data: &[u8]) {
    let whole = M::from_xml(data);
    let size = 1 + data.len() % 37;
    let mut positions = Vec::new();
    let stream = ItemStream::<M, _>::new(Pieces::new(data), &Limits::default()).with_window(size);
    let streamed = drain(stream, Some(&mut positions));
    match &whole {
        Ok(message) => {
            assert!(
                streamed.last.is_none() && streamed.is_complete,
                "the stream refuses what the reader takes: {:?}",
                streamed.last
            );
            let (item, way) = M::SPINE.split_last().expect("a spine has items");
            let items = Element::of(message)
                .select(&way.join("/"))
                .iter()
                .flat_map(|holder| holder.all(item))
                .map(dump)
                .collect::<Vec<_>>();
            assert_eq!(items, streamed.items);
            if Element::of(message).select(&way.join("/")).len() == 1 {
                write(message, data);
            }
        }
        Err(error) => {
            let last = streamed.last.as_ref().expect("the reader refuses it");
            let problems = error.problems();
            let is_alone = problems.iter().any(|p| p.path == "/");
            let is_limit = problems.iter().any(|p| p.code == Code::Limit);
            if !error.is_truncated() && !is_alone && !is_limit {
                assert_eq!(problems, streamed.problems);
                assert_eq!(error.kind(), last.kind());
            }
        }
    }
    if !streamed.is_complete {
        // Behind the error that ended it, a stream stands where that error comes again.
        positions.pop();
    }
    if positions.is_empty() {
        return;
    }
    let (position, items, problems) = positions.swap_remove(data.len() % positions.len());
    let text = position.to_string();
    let again: Position = text.parse().expect("a position is read as it was written");
    assert_eq!(again, position);
    let offset = usize::try_from(position.offset()).expect("within the data");
    let rest = Pieces::new(data.get(offset..).expect("within the data"));
    let resumed = ItemStream::<M, _>::resume(rest, &again, &Limits::default())
        .expect("a position of this message")
        .with_window(size);
    let resumed = drain(resumed, None);
    assert_eq!(resumed.is_complete, streamed.is_complete);
    assert_eq!(Some(resumed.items.as_slice()), streamed.items.get(items..));
    assert_eq!(
        Some(resumed.problems.as_slice()),
        streamed.problems.get(problems..)
    );
}

/// Written item by item, a message of one list is the text that it is as a whole.
fn write<M: Streamed>(message: &M, data: &[u8]) {
    let mut stream = ItemStream::<M, _>::new(data, &Limits::default());
    let items: Vec<M::Item> = stream
        .by_ref()
        .map(|item| item.expect("a valid message"))
        .collect();
    let around = stream.into_message();
    let mut writer = ItemWriter::new(&around, Vec::new()).expect("a valid message");
    for item in &items {
        writer.write(item).expect("a valid item");
    }
    let written = writer.finish().expect("a valid message");
    let whole = message.to_xml().expect("what was read can be written");
    assert_eq!(String::from_utf8(written).as_deref(), Ok(whole.as_str()));
}

/// A place, and the items and problems before it.
type Taken = (Position, usize, usize);

fn drain<M: Streamed, R: BufRead>(
    mut stream: ItemStream<M, R>,
    mut positions: Option<&mut Vec<Taken>>,
) -> Brought {
    let tag = M::SPINE.last().copied().unwrap_or_default();
    let mut brought = Brought::default();
    loop {
        if let Some(positions) = &mut positions {
            let (items, problems) = (brought.items.len(), brought.problems.len());
            positions.push((stream.position(), items, problems));
        }
        match stream.next() {
            None => break,
            Some(Ok(item)) => brought.items.push(dump(Element::root(tag, &item))),
            Some(Err(error)) => {
                brought.problems.extend_from_slice(error.problems());
                brought.last = Some(error);
            }
        }
    }
    assert!(stream.next().is_none());
    brought.is_complete = stream.is_complete();
    brought
}

/// Everything that an element holds, as text.
fn dump(element: Element<'_>) -> String {
    let mut text = format!("<{}", element.tag());
    if let Some(currency) = element.attribute("Ccy") {
        text.push_str(&currency);
    }
    text.push('>');
    if let Some(value) = element.text() {
        text.push_str(&value);
    }
    text.extend(element.children().map(dump));
    text
}

/// A reader that gives a few bytes at a time.
struct Pieces<'d> {
    data: &'d [u8],
    given: usize,
}

impl<'d> Pieces<'d> {
    fn new(data: &'d [u8]) -> Self {
        Self { data, given: 0 }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.fill_buf()?.read(buffer)?;
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let length = (1 + self.given % 13).min(self.data.len());
        Ok(self.data.get(..length).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.data = self.data.get(bytes..).unwrap_or_default();
        self.given += 1;
    }
}
