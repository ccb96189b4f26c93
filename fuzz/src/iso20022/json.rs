//! The body for JSON.

use girokit_iso20022::AnyMessage;
use serde_json::Value;

/// No input panics. What is read from JSON is valid, and comes back the same from JSON and from XML; what is read from XML comes
/// back the same from JSON; the order of keys says nothing.
///
/// # Panics
/// When a promise is broken.
pub fn json(data: &[u8]) {
    if let Ok(message) = AnyMessage::from_xml(data) {
        round_trip(&message);
    }
    match serde_json::from_slice::<AnyMessage>(data) {
        Ok(message) => {
            message.validate().expect("what was read is valid");
            let xml = message.to_xml().expect("what was read can be written");
            let again = AnyMessage::from_xml(xml.as_bytes()).expect("and read as XML");
            assert!(again == message, "another message as XML: {xml}");
            round_trip(&message);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn round_trip(message: &AnyMessage) {
    let text = serde_json::to_string(message).expect("a message can be shown");
    let again: AnyMessage = serde_json::from_str(&text).expect("what was written can be read");
    assert!(again == *message, "another message as JSON: {text}");
    let value: Value = serde_json::from_str(&text).expect("it is JSON");
    let root = value.get(message.definition().root).expect("the root");
    let element = serde_json::to_value(message.element()).expect("an element can be shown");
    assert_eq!(*root, element, "another form by elements");
    let turned = reversed(&value);
    let again: AnyMessage =
        serde_json::from_str(&turned).unwrap_or_else(|e| panic!("{e}: {turned}"));
    assert!(
        again == *message,
        "another message in another order: {turned}"
    );
}

/// The same value with the keys of each object in another order, so that the root stands before its name.
fn reversed(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            let list: Vec<_> = list.iter().map(reversed).collect();
            format!("[{}]", list.join(","))
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| b.0.cmp(a.0));
            let entries = entries
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), reversed(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
